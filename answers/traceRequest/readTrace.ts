import type { Connection } from "../../schema/database.ts";
import type { RelatedIds } from "./relatedIds.ts";

export interface ReadSpan {
	timestamp: string;
	startMs: number;
	durationMs: number;
	traceId: string;
	spanId: string;
	parentSpanId: string | null;
	service: string;
	environment: string;
	operation: string;
	kind: string;
	status: string;
	message: string | null;
}

export interface ReadLog {
	timestamp: string;
	startMs: number;
	traceId: string | null;
	spanId: string | null;
	service: string;
	environment: string;
	logger: string | null;
	level: string;
	message: string;
	/** Whether its level is error or fatal. */
	failed: boolean;
}

export interface ReadTrace {
	spans: ReadSpan[];
	logs: ReadLog[];
	/** How many there are, up to `MOST_COUNTED`. */
	counts: { spans: number; logs: number };
}

/** Spans and logs of these traces, and the logs of these requests that name no trace. Times are milliseconds since 1970. */
export async function readTrace(db: Connection, { traceIds, requestIds }: RelatedIds): Promise<ReadTrace> {
	const limits = [MOST_COUNTED, MOST_READ];
	const spans = await db.query<ReadSpan & Counted>(SPANS, [traceIds, ...limits], "spans_of_traces");
	const logs = await db.query<ReadLog & Counted>(LOGS, [traceIds, requestIds, ...limits], "logs_of_traces");
	return {
		spans: spans.map(({ counted: _, ...span }) => span),
		logs: logs.map(({ counted: _, ...log }) => log),
		counts: { spans: spans[0]?.counted ?? 0, logs: logs[0]?.counted ?? 0 },
	};
}

/** Spans, and logs, that are read: failing ones first, then the earliest. */
export const MOST_READ = 2_000;

/** Spans, and logs, among which these are chosen. */
export const MOST_COUNTED = 20_000;

interface Counted {
	counted: number;
}

const SPANS = `
	WITH found AS MATERIALIZED (
		SELECT trace_id, span_id, timestamp, status FROM trace_spans WHERE trace_id = ANY($1::text[]) LIMIT $2
	), chosen AS (
		SELECT trace_id, span_id, timestamp FROM found ORDER BY status = 'error' DESC, timestamp, span_id LIMIT $3
	)
	SELECT s.timestamp, (extract(epoch FROM s.timestamp) * 1000)::float8 AS "startMs", s.duration_ms AS "durationMs",
		s.trace_id AS "traceId", s.span_id AS "spanId", nullif(s.parent_span_id, '') AS "parentSpanId", s.service,
		s.environment, s.operation_name AS operation, s.kind, s.status, left(s.status_message, 2000) AS message,
		(SELECT count(*) FROM found)::integer AS counted
	FROM chosen c
	JOIN trace_spans s USING (trace_id, span_id, timestamp)
	ORDER BY s.timestamp, s.span_id`;

const LOGS = `
	WITH found AS MATERIALIZED (
		SELECT * FROM (
			(SELECT timestamp, log_id, level FROM application_logs WHERE trace_id = ANY($1::text[]) LIMIT $3)
			UNION ALL
			(SELECT timestamp, log_id, level FROM application_logs
			WHERE request_id = ANY($2::text[]) AND trace_id IS NULL LIMIT $3)
		) l LIMIT $3
	), chosen AS (
		SELECT timestamp, log_id FROM found ORDER BY level IN ('error', 'fatal') DESC, timestamp, log_id LIMIT $4
	)
	SELECT l.timestamp, (extract(epoch FROM l.timestamp) * 1000)::float8 AS "startMs", l.trace_id AS "traceId",
		l.span_id AS "spanId", l.service, l.environment, l.logger_name AS logger, l.level, left(l.message, 2000) AS message,
		l.level IN ('error', 'fatal') AS failed, (SELECT count(*) FROM found)::integer AS counted
	FROM chosen c
	JOIN application_logs l USING (timestamp, log_id)
	ORDER BY l.timestamp, l.log_id`;
