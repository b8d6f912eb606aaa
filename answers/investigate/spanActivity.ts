import type { Period } from "../../core/investigate/period.ts";
import type { ActivityPart } from "../../core/investigate/serviceActivity.ts";
import type { Connection } from "../../schema/database.ts";
import { investigateLimits as limits } from "./limits.ts";

export interface SpanActivity {
	byService: Map<string, ActivityPart[]>;
	/** Traces that passed these services, with when they were seen, in milliseconds since 1970. */
	traces: { at: number; service: string; traceId: string }[];
}

/** What the first spans of each service in each part of a period tell. */
export async function spanActivity(
	db: Connection,
	services: string[],
	period: Period,
	environment: string | null,
): Promise<SpanActivity> {
	const { from, parts, partMs } = period;
	const rows = await db.query<Row>(
		ACTIVITY,
		[services, new Date(from).toISOString(), parts, partMs / 1000, environment, limits.spansOfPart],
		"span_activity",
	);
	const placed = rows.map(({ part, ...row }) => ({ ...row, at: from + part * partMs }));
	return {
		byService: Map.groupBy(
			placed.map(({ traceIds: _, ...row }) => row),
			({ service }) => service,
		),
		traces: placed.flatMap(({ at, service, traceIds }) => traceIds.map((traceId) => ({ at, service, traceId }))),
	};
}

interface Row extends Omit<ActivityPart, "at"> {
	service: string;
	part: number;
	/** The first and the last one. */
	traceIds: string[];
}

// A span without a parent is work that began here, unless it calls or sends.
const ACTIVITY = `
	SELECT s.service, p.part, c.*
	FROM unnest($1::text[]) AS s (service)
	CROSS JOIN (
		SELECT part, $2::timestamptz + make_interval(secs => part * $4::float8) AS start,
			$2::timestamptz + make_interval(secs => (part + 1) * $4::float8) AS "end"
		FROM generate_series(0, $3::integer - 1) AS g (part)
	) p
	CROSS JOIN LATERAL (
		SELECT count(*)::integer AS spans, (count(*) FILTER (WHERE enters))::integer AS requests,
			(count(*) FILTER (WHERE enters AND failed))::integer AS failed,
			avg(duration_ms) FILTER (WHERE enters) AS "meanMs",
			to_jsonb(ARRAY[min(trace_id), max(trace_id)]) AS "traceIds"
		FROM (
			SELECT trace_id, duration_ms, status = 'error' AS failed,
				kind IN ('server', 'consumer') OR (parent_span_id IS NULL AND kind IN ('internal', 'unspecified')) AS enters
			FROM trace_spans t
			WHERE t.service = s.service AND t.timestamp >= p.start AND t.timestamp < p."end"
				AND ($5::text IS NULL OR t.environment = $5)
			ORDER BY t.timestamp LIMIT $6
		) r
	) c
	WHERE c.spans > 0
	ORDER BY s.service, p.part`;
