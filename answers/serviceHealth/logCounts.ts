import { z } from "zod";
import type { Connection } from "../../schema/database.ts";
import { lengthOf, type Window } from "../timeRange.ts";

/** Logs of a window. */
export const logCounts = z.object({
	total: z.number().int(),
	errors: z.number().int().describe("Of the levels error and fatal"),
	errorRate: z.number().nullable().describe("0 to 1; null where there are no logs"),
	byLevel: z.record(z.string(), z.number().int()),
});
export type LogCounts = z.infer<typeof logCounts>;

/** Logs of a service in a window and in the one before; `bounded` where there are more of a level than are counted. */
export async function countLogs(
	db: Connection,
	service: string,
	window: Window,
	before: Window,
): Promise<{ now: LogCounts; before: LogCounts; bounded: boolean }> {
	const windows = [window, before];
	const asked = [service, windows.map(({ from }) => from), windows.map(({ to }) => to)];
	const rows = isShort(window)
		? await db.query<Row>(COUNTED, [...asked, MOST_COUNTED], "counted_logs")
		: await db.query<Row>(BY_HOUR, asked, "logs_by_hour");
	const counts = (place: number) => sumUp(rows.filter((row) => row.place === place));
	return {
		now: counts(1),
		before: counts(2),
		bounded: isShort(window) && rows.some(({ count }) => count >= MOST_COUNTED),
	};
}

/** Longer windows are counted by the hour, from what is written along with the logs. */
export function isShort(window: Window): boolean {
	return lengthOf(window) <= SHORT_MS;
}

const SHORT_MS = 6 * 3600_000;

/** Rows of one level that are counted one by one. */
export const MOST_COUNTED = 100_000;

interface Row {
	place: number;
	level: string;
	count: number;
}

function sumUp(rows: Row[]): LogCounts {
	const byLevel = Object.fromEntries(rows.map(({ level, count }) => [level, count]));
	const total = rows.reduce((sum, { count }) => sum + count, 0);
	const errors = (byLevel.error ?? 0) + (byLevel.fatal ?? 0);
	return { total, errors, errorRate: total > 0 ? errors / total : null, byLevel };
}

const COUNTED = `
	SELECT w.place::integer, l.level, c.count
	FROM unnest($2::timestamptz[], $3::timestamptz[]) WITH ORDINALITY AS w (start, "end", place)
	CROSS JOIN unnest(ARRAY['fatal', 'error', 'warn', 'info', 'debug', 'trace']) AS l (level)
	CROSS JOIN LATERAL (
		SELECT count(*)::integer AS count FROM (
			SELECT FROM application_logs a
			WHERE a.service = $1 AND a.level = l.level AND a.timestamp >= w.start AND a.timestamp < w."end" LIMIT $4
		) counted
	) c
	WHERE c.count > 0
	ORDER BY w.place, array_position(ARRAY['fatal', 'error', 'warn', 'info', 'debug', 'trace'], l.level)`;

// Whole hours: those in which a window begins and ends count as the one's that begins in them.
const BY_HOUR = `
	SELECT w.place::integer, a.level, sum(a.count)::float8 AS count
	FROM unnest($2::timestamptz[], $3::timestamptz[]) WITH ORDINALITY AS w (start, "end", place)
	JOIN template_activity a ON a.service = $1 AND a.bucket >= date_trunc('hour', w.start, 'UTC')
		AND a.bucket < CASE WHEN w.place = 1 THEN w."end" ELSE date_trunc('hour', w."end", 'UTC') END
	JOIN observability_embeddings e ON e.content_id = a.content_id AND e.kind = 'log'
	GROUP BY w.place, a.level
	ORDER BY w.place, array_position(ARRAY['fatal', 'error', 'warn', 'info', 'debug', 'trace'], a.level)`;
