import { type RawBuilder, sql } from "kysely";
import { z } from "zod";
import { run } from "../../schema/compile.ts";
import type { Connection } from "../../schema/database.ts";
import { all } from "../search/filters.ts";
import type { Window } from "../timeRange.ts";
import type { RelatedIds } from "../traceRequest/relatedIds.ts";
import type { LinePlace } from "./lineCursor.ts";

export const logLine = z.object({
	logId: z.string(),
	timestamp: z.string(),
	level: z.string(),
	service: z.string(),
	environment: z.string(),
	host: z.string().nullable(),
	logger: z.string().nullable(),
	message: z.string(),
	errorType: z.string().nullable(),
	errorMessage: z.string().nullable(),
	requestId: z.string().nullable(),
	traceId: z.string().nullable(),
});
export type LogLine = z.infer<typeof logLine>;

/** Which lines belong together. */
export interface LineFilters {
	window: Window;
	service?: string;
	host?: string;
	environment?: string;
	levels: readonly string[];
	ids: Pick<RelatedIds, "traceIds" | "requestIds"> | null;
}

/** Lines from a place on, the nearest first, `limit` at most. */
export async function readLines(
	db: Connection,
	filters: LineFilters,
	{ toward, timestamp, logId }: LinePlace,
	limit: number,
): Promise<LogLine[]> {
	const [side, order] =
		toward === "earlier"
			? [sql`(l.timestamp, l.log_id) < (${timestamp}::timestamptz, ${logId ?? "0"}::bigint)`, sql`DESC`]
			: [sql`(l.timestamp, l.log_id) > (${timestamp}::timestamptz, ${logId ?? "-1"}::bigint)`, sql`ASC`];
	const ordered = sql`ORDER BY l.timestamp ${order}, l.log_id ${order} LIMIT ${limit}`;
	return run<LogLine>(
		db,
		sql`SELECT l.log_id AS "logId", l.timestamp, l.level, l.service, l.environment, l.hostname AS host,
				l.logger_name AS logger, left(l.message, 2000) AS message, l.error_type AS "errorType",
				left(l.error_message, 500) AS "errorMessage", l.request_id AS "requestId", l.trace_id AS "traceId"
			FROM (${matching(filters, side, ordered)}) l ${ordered}`,
	);
}

/** How many lines there are in the window, up to `most`. */
export async function countLines(db: Connection, filters: LineFilters, most: number): Promise<number> {
	const bound = sql`LIMIT ${most}`;
	const [row] = await run<{ count: number }>(
		db,
		sql`SELECT count(*)::integer AS count FROM (SELECT FROM (${matching(filters, sql`true`, bound)}) l ${bound}) l`,
	);
	return row?.count ?? 0;
}

// Each way reads an index from the place on: that of ids, that of a service and a level, or that of time.
function matching(filters: LineFilters, side: RawBuilder<unknown>, bound: RawBuilder<unknown>): RawBuilder<unknown> {
	const { window, service, host, environment, levels, ids } = filters;
	const common = all([
		sql`l.timestamp >= ${window.from}::timestamptz AND l.timestamp < ${window.to}::timestamptz`,
		side,
		host && sql`l.hostname = ${host}`,
		environment && sql`l.environment = ${environment}`,
	]);
	if (!ids && service) {
		return sql`SELECT l.* FROM unnest(${levels}::text[]) AS of (level) CROSS JOIN LATERAL (
			SELECT * FROM application_logs l WHERE l.service = ${service} AND l.level = of.level AND ${common} ${bound}) l`;
	}
	const narrowed = all([
		common,
		service && sql`l.service = ${service}`,
		sql`l.level = ANY(${levels}::text[])`,
		ids !== null && sql`(l.trace_id = ANY(${ids.traceIds}::text[]) OR l.request_id = ANY(${ids.requestIds}::text[]))`,
	]);
	return sql`SELECT * FROM application_logs l WHERE ${narrowed} ${bound}`;
}
