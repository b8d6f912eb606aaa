import { z } from "zod";
import type { Connection } from "../../schema/database.ts";
import type { Window } from "../timeRange.ts";

/** How a test ended in one run. */
export const testOutcomeOfRun = z.object({
	runId: z.string(),
	timestamp: z.string(),
	source: z.string(),
	branch: z.string(),
	commitSha: z.string().nullable().describe("Null where the run itself is no longer kept"),
	status: z.enum(["passed", "failed", "skipped", "todo"]),
	durationMs: z.number().nullable(),
	retries: z.number().int(),
	nodeVersion: z.string().nullable(),
	error: z.string().nullable(),
});
export type TestOutcomeOfRun = z.infer<typeof testOutcomeOfRun>;

export interface OutcomeFilters {
	window: Window;
	branch?: string;
	source?: string;
}

/** How a test ended in each run of the window, newest first. Tests of one name in one run are one each. */
export async function readOutcomes(
	db: Connection,
	testId: string,
	{ window, branch, source }: OutcomeFilters,
): Promise<TestOutcomeOfRun[]> {
	const values = [testId, window.from, window.to, branch ?? null, source ?? null, MOST_OUTCOMES];
	return db.query<TestOutcomeOfRun>(OUTCOMES, values, "outcomes_of_test");
}

/** Runs of one test that are read. */
export const MOST_OUTCOMES = 2_000;

const OUTCOMES = `
	SELECT t.run_id AS "runId", t.timestamp, t.source, t.branch, r.commit_sha AS "commitSha", t.status,
		t.duration_ms AS "durationMs", t.retries, r.node_version AS "nodeVersion",
		(SELECT left(f.error_message, 500) FROM test_failures f
		WHERE t.status = 'failed' AND f.run_id = t.run_id AND f.test_id = t.test_id
		ORDER BY f.failure_id LIMIT 1) AS error
	FROM (
		SELECT * FROM test_results
		WHERE test_id = $1::bigint AND timestamp >= $2::timestamptz AND timestamp < $3::timestamptz
			AND ($4::text IS NULL OR branch = $4) AND ($5::text IS NULL OR source = $5)
		ORDER BY timestamp DESC, run_id, ordinal LIMIT $6
	) t
	LEFT JOIN test_runs r USING (run_id)
	ORDER BY t.timestamp DESC, t.run_id, t.ordinal`;
