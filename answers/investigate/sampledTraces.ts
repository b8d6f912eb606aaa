import type { InvestigatedSpan } from "../../core/investigate/investigatedSpan.ts";
import type { Incident, Period } from "../../core/investigate/period.ts";
import type { SampledTraces } from "../../core/investigate/traceEvidence.ts";
import type { Connection } from "../../schema/database.ts";
import { investigateLimits as limits } from "./limits.ts";
import type { SpanActivity } from "./spanActivity.ts";

export interface TraceQuestion {
	period: Period;
	incident: Incident;
	environment: string | null;
	/** A service that is left out. */
	except: string | null;
	/** Only traces that passed this service. */
	service: string | null;
	/** Failed traces in which one of these was seen, if there are some; null where any will do. */
	contentIds: string[] | null;
}

export interface TraceSample {
	before: SampledTraces;
	during: SampledTraces;
	/** Whether those that failed are those in which the error was seen that is asked about. */
	areAsked: boolean;
	notes: string[];
}

/** Traces of before the onset and of the incident, evenly over the time: some of all, and some that failed. */
export async function sampledTraces(
	db: Connection,
	seen: SpanActivity["traces"],
	question: TraceQuestion,
): Promise<TraceSample> {
	const { areAsked, failed } = await failedTraces(db, question);
	const passing = seen.filter(({ service }) => question.service === null || service === question.service);
	const side = ({ from, to }: Incident["before"]) => {
		const within = ({ at }: { at: number }) => at >= from && at < to;
		return {
			any: evenly(
				passing
					.filter(within)
					.sort((a, b) => a.at - b.at)
					.map(({ traceId }) => traceId),
				limits.traces,
			),
			failed: evenly(
				failed.filter(within).map(({ traceId }) => traceId),
				limits.failedTraces,
			),
			ms: to - from,
		};
	};
	const [before, during] = [side(question.incident.before), side(question.incident.during)];
	const ids = new Set([before.any, before.failed, during.any, during.failed].flat());
	const spans = await db.query<InvestigatedSpan>(
		SPANS,
		[[...ids], iso(question.period.from - MARGIN_MS), iso(question.period.to + MARGIN_MS), limits.spans],
		"investigated_spans",
	);
	const byTrace = Map.groupBy(spans, ({ traceId }) => traceId);
	const read = (wanted: string[]) => wanted.flatMap((id) => [byTrace.get(id) ?? []]).filter(({ length }) => length > 0);
	return {
		before: { any: read(before.any), failed: read(before.failed), ms: before.ms },
		during: { any: read(during.any), failed: read(during.failed), ms: during.ms },
		areAsked,
		notes: spans.length >= limits.spans ? [`Of ${ids.size} traces the first ${limits.spans} spans were read.`] : [],
	};
}

/** A trace may begin before, and end after, the moment at which it was seen. */
const MARGIN_MS = 10 * 60_000;

function iso(ms: number): string {
	return new Date(ms).toISOString();
}

/** So many of these, distinct, at equal steps. */
function evenly(ids: string[], most: number): string[] {
	const distinct = [...new Set(ids)];
	if (distinct.length <= most) return distinct;
	return Array.from({ length: most }, (_, index) => distinct[Math.floor((index * distinct.length) / most)] ?? "");
}

async function failedTraces(
	db: Connection,
	{ period: { from, parts, partMs }, environment, service, except, contentIds }: TraceQuestion,
): Promise<{ areAsked: boolean; failed: { at: number; traceId: string }[] }> {
	const shared = [iso(from), parts, partMs / 1000, environment, limits.failedTracesOfPart];
	const asked =
		contentIds === null ? [] : await db.query<FailedRow>(EXEMPLARS, [...shared, contentIds], "exemplar_traces");
	const areAsked = asked.length >= LEAST_EXEMPLARS;
	const rows = areAsked ? asked : await db.query<FailedRow>(FAILED, [...shared, service, except], "failed_traces");
	return { areAsked, failed: rows.map(({ part, traceId }) => ({ at: from + part * partMs, traceId })) };
}

/** An error that is logged without its trace has fewer: then any trace that failed may tell. */
const LEAST_EXEMPLARS = 3;

interface FailedRow {
	part: number;
	traceId: string;
}

const PARTS = `
	SELECT part, $1::timestamptz + make_interval(secs => part * $3::float8) AS start,
		$1::timestamptz + make_interval(secs => (part + 1) * $3::float8) AS "end"
	FROM generate_series(0, $2::integer - 1) AS g (part)`;

const FAILED = `
	SELECT p.part, t.trace_id AS "traceId"
	FROM (${PARTS}) p
	CROSS JOIN LATERAL (
		SELECT trace_id FROM trace_spans s
		WHERE s.status = 'error' AND s.timestamp >= p.start AND s.timestamp < p."end"
			AND ($4::text IS NULL OR s.environment = $4) AND ($6::text IS NULL OR s.service = $6) AND s.service IS DISTINCT FROM $7::text
		ORDER BY s.timestamp LIMIT $5
	) t
	ORDER BY p.part`;

const EXEMPLARS = `
	SELECT p.part, t.trace_id AS "traceId"
	FROM (${PARTS}) p
	CROSS JOIN unnest($6::bigint[]) AS c (content_id)
	CROSS JOIN LATERAL (
		(SELECT trace_id FROM application_logs l
		WHERE l.template_id = c.content_id AND l.timestamp >= p.start AND l.timestamp < p."end"
			AND l.trace_id IS NOT NULL AND ($4::text IS NULL OR l.environment = $4)
		LIMIT $5)
		UNION ALL
		(SELECT trace_id FROM trace_spans s
		WHERE s.template_id = c.content_id AND s.timestamp >= p.start AND s.timestamp < p."end"
			AND ($4::text IS NULL OR s.environment = $4)
		LIMIT $5)
	) t
	ORDER BY p.part`;

// Whom a call is meant for is told by attributes of several editions of the semantic conventions.
const SPANS = `
	SELECT trace_id AS "traceId", span_id AS "spanId", nullif(parent_span_id, '') AS "parentSpanId", service,
		operation_name AS operation, kind, status, left(status_message, 300) AS message,
		(extract(epoch FROM timestamp) * 1000)::float8 AS "startMs", duration_ms AS "durationMs",
		CASE WHEN kind NOT IN ('server', 'consumer') THEN coalesce(
			attributes ->> 'peer.service', attributes ->> 'service.peer.name',
			coalesce(attributes ->> 'server.address', attributes ->> 'net.peer.name', attributes ->> 'http.host')
				|| coalesce(':' || coalesce(attributes ->> 'server.port', attributes ->> 'net.peer.port'), ''),
			attributes ->> 'rpc.service', attributes ->> 'messaging.destination.name',
			attributes ->> 'db.system.name', attributes ->> 'db.system') END AS peer
	FROM trace_spans
	WHERE trace_id = ANY($1::text[]) AND timestamp >= $2::timestamptz AND timestamp < $3::timestamptz
	LIMIT $4`;
