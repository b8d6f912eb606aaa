import { z } from "zod";
import type { Connection } from "../../schema/database.ts";
import type { Commit } from "./commitOf.ts";

/** A test run as its report told it. */
export const comparedRun = z.object({
	runId: z.string(),
	source: z.enum(["local", "ci", "agent"]),
	timestamp: z.string(),
	branch: z.string(),
	commitSha: z.string(),
	nodeVersion: z.string().nullable(),
	packageManager: z.string().nullable(),
	lockfileHash: z.string().nullable(),
	totalTests: z.number().int(),
	passedTests: z.number().int(),
	failedTests: z.number().int(),
	skippedTests: z.number().int(),
	lintErrors: z.number().int().describe("Errors of linters and compilers"),
	durationMs: z.number(),
});
export type ComparedRun = z.infer<typeof comparedRun>;

export interface StoredRun extends ComparedRun {
	metadata: Record<string, unknown>;
}

export interface ComparedRuns {
	ci: StoredRun | null;
	local: StoredRun | null;
	/** Where a side is missing: its latest run of the same branch. */
	nearest: StoredRun | null;
	/** Further runs of the commit, newest first. */
	others: StoredRun[];
}

/** The latest run of a commit in CI and the latest one elsewhere. At least one is there. */
export async function comparedRuns(db: Connection, { commitSha, repository }: Commit): Promise<ComparedRuns> {
	const runs = await db.query<StoredRun>(OF_COMMIT, [commitSha, repository], "runs_of_commit");
	const ci = chosen(runs.filter(({ source }) => source === "ci"));
	const local = chosen(runs.filter(({ source }) => source !== "ci"));
	const one = ci ?? local;
	const nearest =
		ci && local ? [] : await db.query<StoredRun>(NEAREST, [repository, one?.branch, ci === null], "nearest_run");
	return { ci, local, nearest: nearest[0] ?? null, others: runs.filter((run) => run !== ci && run !== local) };
}

/**
 * The latest of these runs that has tests, where there is one. A CI's run has several jobs, each of which reports: of
 * those that belong together, one that failed.
 */
function chosen(runs: StoredRun[]): StoredRun | null {
	const tested = runs.filter(({ totalTests }) => totalTests > 0);
	const [latest, ...rest] = tested.length > 0 ? tested : runs;
	if (!latest) return null;
	const { ciRunId, ciAttempt } = latest.metadata;
	const siblings = rest.filter(
		({ metadata }) => ciRunId !== undefined && metadata.ciRunId === ciRunId && metadata.ciAttempt === ciAttempt,
	);
	return [latest, ...siblings].find(({ failedTests }) => failedTests > 0) ?? latest;
}

const COLUMNS = `
	r.run_id AS "runId", r.source, r.timestamp, r.branch, r.commit_sha AS "commitSha", r.node_version AS "nodeVersion",
	r.package_manager AS "packageManager", r.lockfile_hash AS "lockfileHash", r.total_tests AS "totalTests",
	r.passed_tests AS "passedTests", r.failed_tests AS "failedTests", r.skipped_tests AS "skippedTests",
	(SELECT count(*) FROM lint_failures l WHERE l.run_id = r.run_id AND l.severity = 'error')::integer AS "lintErrors",
	r.duration_ms AS "durationMs", coalesce(r.metadata, '{}') AS metadata`;

const OF_COMMIT = `
	SELECT ${COLUMNS} FROM test_runs r
	WHERE r.commit_sha = $1 AND r.repository = $2
	ORDER BY r.timestamp DESC, r.received_at DESC, r.run_id LIMIT 100`;

const NEAREST = `
	SELECT ${COLUMNS} FROM test_runs r
	WHERE r.repository = $1 AND r.branch = $2 AND (r.source = 'ci') = $3
	ORDER BY r.timestamp DESC LIMIT 1`;
