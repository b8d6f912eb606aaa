import type { Connection } from "../../schema/database.ts";

/** When the first of what a service sent came, in milliseconds since 1970; null where none did. */
export interface FirstHeard {
	service: string;
	spanMs: number | null;
	logMs: number | null;
	pointMs: number | null;
}

/**
 * The first span, log and measurement of each service in a time. Before that a service is not known to have done
 * nothing: it was not heard of.
 */
export async function firstHeard(
	db: Connection,
	services: string[],
	{ from, to }: { from: number; to: number },
	environment: string | null,
): Promise<FirstHeard[]> {
	return db.query<FirstHeard>(
		FIRST,
		[services, new Date(from).toISOString(), new Date(to).toISOString(), environment],
		"first_heard",
	);
}

// Of logs there is an index by service, level and time; of measurements a few series say enough.
const FIRST = `
	SELECT s.service, extract(epoch FROM span.at)::float8 * 1000 AS "spanMs", extract(epoch FROM log.at)::float8 * 1000 AS "logMs",
		extract(epoch FROM point.at)::float8 * 1000 AS "pointMs"
	FROM unnest($1::text[]) AS s (service)
	LEFT JOIN LATERAL (
		SELECT timestamp AS at FROM trace_spans t WHERE t.service = s.service AND t.timestamp >= $2::timestamptz
			AND t.timestamp < $3::timestamptz AND ($4::text IS NULL OR t.environment = $4) ORDER BY t.timestamp LIMIT 1
	) span ON true
	LEFT JOIN LATERAL (
		SELECT min(first.at) AS at FROM unnest(ARRAY['fatal', 'error', 'warn', 'info', 'debug', 'trace']) AS l (level)
		CROSS JOIN LATERAL (
			SELECT timestamp AS at FROM application_logs a WHERE a.service = s.service AND a.level = l.level
				AND a.timestamp >= $2::timestamptz AND a.timestamp < $3::timestamptz
				AND ($4::text IS NULL OR a.environment = $4) ORDER BY a.timestamp LIMIT 1
		) first
	) log ON true
	LEFT JOIN LATERAL (
		SELECT min(first.at) AS at FROM (
			SELECT series_id FROM metric_series m WHERE m.service = s.service AND ($4::text IS NULL OR m.environment = $4)
			LIMIT 20
		) m CROSS JOIN LATERAL (
			SELECT timestamp AS at FROM metric_points p WHERE p.series_id = m.series_id AND p.timestamp >= $2::timestamptz
				AND p.timestamp < $3::timestamptz ORDER BY p.timestamp LIMIT 1
		) first
	) point ON true`;
