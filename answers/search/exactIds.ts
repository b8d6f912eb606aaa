import { sql } from "kysely";
import { z } from "zod";
import { run } from "../../schema/compile.ts";
import type { Connection } from "../../schema/database.ts";

/** Something that the query names by its id. */
export const exactMatch = z.object({
	type: z.enum(["trace", "request", "run", "commit"]),
	id: z.string(),
	spans: z.number().int().describe("Up to a bound of 1000"),
	logs: z.number().int().describe("Up to a bound of 1000"),
	runs: z.number().int(),
	services: z.array(z.string()).describe("Or repositories, of runs"),
	failedTests: z.number().int(),
	firstSeen: z.string(),
	lastSeen: z.string(),
});
export type ExactMatch = z.infer<typeof exactMatch>;

/** The traces, requests, test runs and commits whose ids stand in the query; and the query's other words. */
export async function exactIds(db: Connection, query: string): Promise<{ found: ExactMatch[]; rest: string }> {
	const words = query.split(/\s+/).map(bare);
	const ids = [...new Set(words.filter((word) => LIKE_AN_ID.test(word)))].slice(0, MAX_IDS);
	if (ids.length === 0) return { found: [], rest: query };
	const found = await run<ExactMatch>(
		db,
		sql`SELECT * FROM (${byTelemetry("trace", "trace_id", ids)} UNION ALL ${byTelemetry("request", "request_id", ids)}
			UNION ALL ${byRun(ids)} UNION ALL ${byCommit(ids)}) t
			WHERE t.spans + t.logs + t.runs > 0`,
	);
	const known = new Set(found.map((match) => (match.type === "commit" ? "" : match.id)));
	const commits = found.filter((match) => match.type === "commit").map((match) => match.id);
	const rest = words.filter((word) => !known.has(word) && !commits.some((sha) => sha.startsWith(word.toLowerCase())));
	return { found, rest: rest.join(" ") };
}

/** A word without the quotes, brackets and points around it. */
function bare(word: string): string {
	let [start, end] = [0, word.length];
	while (start < end && OPENING.has(word.charAt(start))) start += 1;
	while (end > start && CLOSING.has(word.charAt(end - 1))) end -= 1;
	return word.slice(start, end);
}

const OPENING = new Set("\"'`([{<");
const CLOSING = new Set("\"'`)]}>,;:.?!");

/** At least one digit, and no mere number; hexadecimal or not, since everybody makes request ids in their own way. */
const LIKE_AN_ID = /^(?=[^\d]*\d)(?!\d{1,9}$)[A-Za-z0-9][A-Za-z0-9_.:/-]{5,127}$|^[0-9a-f]{7,40}$/;
const MAX_IDS = 4;
const MOST_COUNTED = 1_000;

function byTelemetry(type: "trace" | "request", column: "trace_id" | "request_id", ids: string[]) {
	const id = type === "trace" ? sql`lower(i.id)` : sql`i.id`;
	const bounded = (table: string) => sql`
		SELECT t.timestamp, t.service FROM ${sql.table(table)} t WHERE t.${sql.ref(column)} = ${id} LIMIT ${MOST_COUNTED}`;
	return sql`
		SELECT ${type}::text AS type, ${id} AS id, count(*) FILTER (WHERE m.is_span)::integer AS spans,
			count(*) FILTER (WHERE NOT m.is_span)::integer AS logs, 0 AS runs, array_agg(DISTINCT m.service) AS services,
			0 AS "failedTests", min(m.timestamp) AS "firstSeen", max(m.timestamp) AS "lastSeen"
		FROM unnest(${ids}::text[]) AS i (id)
		CROSS JOIN LATERAL (
			SELECT s.*, true AS is_span FROM (${bounded("trace_spans")}) s
			UNION ALL
			SELECT l.*, false FROM (${bounded("application_logs")}) l
		) m
		GROUP BY i.id`;
}

function byRun(ids: string[]) {
	return sql`
		SELECT 'run', r.run_id, 0, 0, 1, ARRAY[r.repository], r.failed_tests, r.timestamp, r.timestamp
		FROM test_runs r WHERE r.run_id = ANY(${ids}::text[])`;
}

function byCommit(ids: string[]) {
	const prefixes = ids.map((id) => id.toLowerCase()).filter((id) => /^[0-9a-f]{7,40}$/.test(id));
	// Each for itself: a pattern out of a list would not use the index.
	return sql`
		SELECT 'commit', r.commit_sha, 0, 0, count(*)::integer, array_agg(DISTINCT r.repository),
			max(r.failed_tests), min(r.timestamp), max(r.timestamp)
		FROM unnest(${prefixes}::text[]) AS i (prefix)
		JOIN test_runs r ON r.commit_sha ~>=~ i.prefix AND r.commit_sha ~<~ (i.prefix || 'g')
		GROUP BY r.commit_sha`;
}
