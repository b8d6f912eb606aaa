import { sql } from "kysely";
import { z } from "zod";
import { run } from "../../schema/compile.ts";
import type { Connection } from "../../schema/database.ts";
import { all } from "../search/filters.ts";
import type { Window } from "../timeRange.ts";

/** A build, a deployment or a push. */
export const buildRow = z.object({
	eventId: z.string(),
	timestamp: z.string().describe("When it ended, or, of what has not, when it began"),
	eventType: z.string(),
	what: z.string().describe("What was deployed or built: a service, else a workflow or job, else the repository"),
	status: z.string(),
	service: z.string().nullable(),
	environment: z.string().nullable(),
	repository: z.string(),
	branch: z.string(),
	commitSha: z.string(),
	previousCommitSha: z.string().nullable().describe("Of a deployment: the commit that was deployed there before"),
	by: z.string().nullable().describe("Who deployed, ran or pushed it, where that was told"),
	durationMs: z.number().nullable(),
	errorMessage: z.string().nullable(),
	url: z.string().nullable(),
});
export type BuildRow = z.infer<typeof buildRow>;

export interface BuildFilters {
	window: Window;
	service?: string;
	environment?: string;
	repository?: string;
	branch?: string;
	/** Or its beginning. */
	commitSha?: string;
	kinds?: string[];
	status?: string;
}

/** Events from an offset on, newest first; how many there are in all, and how many of these failed. */
export async function readBuildRows(
	db: Connection,
	{ window, service, environment, repository, branch, commitSha, kinds, status }: BuildFilters,
	offset: number,
	limit: number,
): Promise<{ rows: BuildRow[]; total: number; failed: number }> {
	const matches = all([
		sql`b.timestamp >= ${window.from}::timestamptz AND b.timestamp < ${window.to}::timestamptz`,
		service && sql`b.service = ${service}`,
		environment && sql`b.environment = ${environment}`,
		repository && sql`b.repository = ${repository}`,
		branch && sql`b.branch = ${branch}`,
		commitSha && sql`b.commit_sha ~>=~ ${commitSha} AND b.commit_sha ~<~ (${commitSha} || 'g')`,
		kinds && sql`split_part(b.event_type, '_', 1) = ANY(${kinds}::text[])`,
		status && sql`b.status = ${status}`,
		hasNotEnded,
	]);
	const [counts] = await run<{ total: number; failed: number }>(
		db,
		sql`SELECT count(*)::integer AS total, (count(*) FILTER (WHERE b.status = 'failure'))::integer AS failed
			FROM build_events b WHERE ${matches}`,
	);
	const rows = await run<BuildRow>(
		db,
		sql`SELECT b.event_id AS "eventId", b.timestamp, b.event_type AS "eventType", ${what} AS what, b.status, b.service,
				b.environment, b.repository, b.branch, b.commit_sha AS "commitSha", p.commit_sha AS "previousCommitSha",
				${by} AS by, b.duration_ms AS "durationMs", left(b.error_message, 2000) AS "errorMessage",
				b.metadata ->> 'url' AS url
			FROM (
				SELECT * FROM build_events b WHERE ${matches}
				ORDER BY b.timestamp DESC, b.event_id LIMIT ${limit} OFFSET ${offset}
			) b
			LEFT JOIN LATERAL (${deployedBefore}) p ON b.event_type LIKE 'deploy%'
			ORDER BY b.timestamp DESC, b.event_id`,
	);
	return { rows, total: counts?.total ?? 0, failed: counts?.failed ?? 0 };
}

// A start whose end has come says nothing more: ends tell when they began.
const hasNotEnded = sql`NOT (b.event_type LIKE '%\_start' AND EXISTS (
	SELECT FROM build_events e
	WHERE e.commit_sha = b.commit_sha AND e.repository = b.repository
		AND e.event_type = replace(b.event_type, '_start', '_complete')
		AND e.environment IS NOT DISTINCT FROM b.environment AND e.service IS NOT DISTINCT FROM b.service
		AND CASE WHEN e.started_at IS NULL THEN e.timestamp >= b.timestamp
			ELSE e.started_at = coalesce(b.started_at, b.timestamp) END))`;

const what = sql`coalesce(b.service, b.metadata ->> 'job', b.metadata ->> 'check', b.metadata ->> 'workflow', b.repository)`;

// As GitHub's events and those of other systems name who it was.
const by = sql`coalesce(b.metadata ->> 'by', b.metadata ->> 'actor', b.metadata ->> 'creator', b.metadata ->> 'pusher',
	b.metadata ->> 'author', b.metadata ->> 'user')`;

const deployedBefore = sql`
	SELECT e.commit_sha FROM build_events e
	WHERE e.repository = b.repository AND e.event_type = 'deploy_complete' AND e.status = 'success'
		AND e.environment IS NOT DISTINCT FROM b.environment AND e.service IS NOT DISTINCT FROM b.service
		AND e.timestamp < b.timestamp AND e.commit_sha <> b.commit_sha
	ORDER BY e.timestamp DESC LIMIT 1`;
