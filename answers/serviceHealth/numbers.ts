import type { Connection } from "../../schema/database.ts";
import { lengthOf, type Window } from "../timeRange.ts";
import type { MetricFigures } from "./metricFigures.ts";

/** Gauges and sums of these series, by metric. */
export async function numbers(db: Connection, seriesIds: string[], window: Window): Promise<MetricFigures[]> {
	if (seriesIds.length === 0) return [];
	const raw = lengthOf(window) <= RAW_MS;
	return db.query<MetricFigures>(
		NUMBERS(raw ? RAW : BY_MINUTE),
		[seriesIds, window.from, window.to],
		raw ? "raw_numbers" : "minute_numbers",
	);
}

/** Longer windows are read by the minute. */
const RAW_MS = 2 * 3600_000;

// The last sample before the window is where counters begin; one that is older than five minutes is none of it.
const RAW = `
	SELECT series_id, timestamp AS at, start_timestamp AS start, value AS total, value AS least, value AS most, 1 AS samples
	FROM metric_points
	WHERE series_id = ANY($1::bigint[]) AND value IS NOT NULL
		AND timestamp >= $2::timestamptz - interval '5 minutes' AND timestamp < $3::timestamptz`;

const BY_MINUTE = `
	SELECT series_id, bucket AS at, NULL::timestamptz AS start, avg_value * sample_count AS total, min_value AS least,
		max_value AS most, sample_count AS samples
	FROM metrics_1min
	WHERE series_id = ANY($1::bigint[]) AND bucket >= $2::timestamptz - interval '5 minutes' AND bucket < $3::timestamptz`;

// A counter that is lower than before, or that began after the sample before, began anew at zero.
const NUMBERS = (samples: string) => `
	WITH samples AS (${samples}
	), steps AS (
		SELECT *, lag(most) OVER w AS before, lag(at) OVER w AS before_at
		FROM samples WINDOW w AS (PARTITION BY series_id ORDER BY at)
	), by_series AS (
		SELECT t.series_id, sum(t.total) AS total, min(t.least) AS least, max(t.most) AS most, sum(t.samples) AS samples,
			(array_agg(t.total / t.samples ORDER BY t.at DESC))[1] AS last,
			sum(CASE
				WHEN s.temporality = 'delta' THEN t.total
				WHEN t.before IS NULL THEN CASE WHEN t.start >= $2::timestamptz THEN t.most ELSE 0 END
				WHEN t.most < t.before OR t.start > t.before_at THEN t.most
				ELSE t.most - t.before
			END) AS increase
		FROM steps t JOIN metric_series s USING (series_id)
		WHERE t.at >= $2::timestamptz
		GROUP BY t.series_id
	)
	SELECT s.metric_name AS name, s.metric_type AS type, s.unit, 0 AS series, sum(b.samples)::float8 AS count,
		CASE WHEN s.metric_type <> 'counter' THEN sum(b.total) / sum(b.samples) END AS avg,
		CASE WHEN s.metric_type <> 'counter' THEN min(b.least) END AS min,
		CASE WHEN s.metric_type <> 'counter' THEN max(b.most) END AS max,
		CASE WHEN s.metric_type = 'gauge' THEN avg(b.last) ELSE sum(b.last) END AS last,
		CASE WHEN s.metric_type = 'counter'
			THEN sum(b.increase) / extract(epoch FROM $3::timestamptz - $2::timestamptz)::float8 END AS "perSecond",
		NULL::float8 AS p95
	FROM by_series b JOIN metric_series s USING (series_id)
	GROUP BY s.metric_name, s.metric_type, s.unit`;
