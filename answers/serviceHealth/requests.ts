import { z } from "zod";
import type { Connection } from "../../schema/database.ts";
import type { Window } from "../timeRange.ts";

/** Requests of a window: spans by which work enters the service. */
export const requestFigures = z.object({
	count: z.number().int(),
	perSecond: z.number(),
	errors: z.number().int(),
	errorRate: z.number().nullable().describe("0 to 1; null where there are no requests"),
	p50Ms: z.number().nullable(),
	p95Ms: z.number().nullable(),
	p99Ms: z.number().nullable(),
});
export type RequestFigures = z.infer<typeof requestFigures>;

export const operationFigures = requestFigures.extend({ operation: z.string() });

export interface Requests {
	all: RequestFigures;
	/** Those that fail most first, then the slowest. */
	operations: z.infer<typeof operationFigures>[];
	/** All operations, those that are not listed included. */
	operationCount: number;
	/** From when on spans were read, where there are too many for all to be read; else null. */
	readFrom: string | null;
}

/** What came into a service in a window, and its most remarkable operations. */
export async function readRequests(db: Connection, service: string, window: Window): Promise<Requests> {
	const rows = await db.query<Row>(
		FIGURES,
		[service, window.from, window.to, MOST_READ, MOST_OPERATIONS],
		"request_figures",
	);
	const total = rows.find(({ operation }) => operation === null);
	const readFrom = total && total.read >= MOST_READ ? total.readFrom : null;
	const seconds = (Date.parse(window.to) - Date.parse(readFrom ?? window.from)) / 1000;
	const figures = ({ count, errors, p50Ms, p95Ms, p99Ms }: Row): RequestFigures => ({
		count,
		perSecond: seconds > 0 ? count / seconds : 0,
		errors,
		errorRate: count > 0 ? errors / count : null,
		p50Ms,
		p95Ms,
		p99Ms,
	});
	return {
		all: figures(total ?? NONE),
		operations: rows.flatMap((row) => (row.operation === null ? [] : [{ operation: row.operation, ...figures(row) }])),
		operationCount: total?.operations ?? 0,
		readFrom,
	};
}

/** Spans of a service that are read, the newest ones. */
const MOST_READ = 50_000;

const MOST_OPERATIONS = 10;

interface Row {
	/** Null for all of them. */
	operation: string | null;
	count: number;
	errors: number;
	p50Ms: number | null;
	p95Ms: number | null;
	p99Ms: number | null;
	operations: number;
	read: number;
	readFrom: string | null;
}

const NONE: Row = {
	operation: null,
	count: 0,
	errors: 0,
	p50Ms: null,
	p95Ms: null,
	p99Ms: null,
	operations: 0,
	read: 0,
	readFrom: null,
};

// A span without a parent is work that began here, unless it calls or sends: instrumented libraries do that unasked.
const FIGURES = `
	WITH read AS MATERIALIZED (
		SELECT timestamp, operation_name, duration_ms, status,
			kind IN ('server', 'consumer') OR (parent_span_id IS NULL AND kind IN ('internal', 'unspecified')) AS enters
		FROM trace_spans
		WHERE service = $1 AND timestamp >= $2::timestamptz AND timestamp < $3::timestamptz
		ORDER BY timestamp DESC LIMIT $4
	), figures AS (
		SELECT grouping(operation_name) = 1 AS is_total, operation_name AS operation, count(*)::integer AS count,
			(count(*) FILTER (WHERE status = 'error'))::integer AS errors,
			percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY duration_ms) AS percentiles,
			count(DISTINCT operation_name)::integer AS operations
		FROM read WHERE enters
		GROUP BY GROUPING SETS ((), (operation_name))
	)
	SELECT operation, count, errors, percentiles[1] AS "p50Ms", percentiles[2] AS "p95Ms", percentiles[3] AS "p99Ms",
		operations, (SELECT count(*) FROM read)::integer AS read, (SELECT min(timestamp) FROM read) AS "readFrom"
	FROM figures
	ORDER BY is_total DESC, errors DESC, percentiles[2] DESC, operation
	LIMIT 1 + $5`;
