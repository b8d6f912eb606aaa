import type { Connection } from "../../schema/database.ts";
import type { Window } from "../timeRange.ts";
import type { MetricFigures } from "./metricFigures.ts";

/** Histograms and summaries of these series, by metric: what was observed within the window. */
export async function distributions(db: Connection, seriesIds: string[], window: Window): Promise<MetricFigures[]> {
	if (seriesIds.length === 0) return [];
	return db.query<MetricFigures>(OBSERVED, [seriesIds, window.from, window.to], "observed_distributions");
}

// What a cumulative series observed is what it holds at its end, and before each restart, less what it held at the
// window's beginning; of a delta series all points count. Where series of one metric have several bounds, the quantile is
// of the bounds with the most observations.
const OBSERVED = `
	WITH points AS (
		SELECT p.*, s.metric_name, s.metric_type, s.unit, s.temporality, s.bucket_bounds,
			lag(p.timestamp) OVER w AS previous_at, lead(p.timestamp) OVER w AS next_at,
			lead(p.count) OVER w AS next_count, lead(p.start_timestamp) OVER w AS next_start
		FROM metric_points p JOIN metric_series s USING (series_id)
		WHERE p.series_id = ANY($1::bigint[]) AND p.count IS NOT NULL
			AND p.timestamp >= $2::timestamptz - interval '5 minutes' AND p.timestamp < $3::timestamptz
		WINDOW w AS (PARTITION BY p.series_id ORDER BY p.timestamp)
	), weighed AS (
		SELECT *, CASE WHEN temporality = 'delta' THEN CASE WHEN timestamp >= $2::timestamptz THEN 1 ELSE 0 END
			ELSE
				CASE WHEN timestamp >= $2::timestamptz
					AND (next_at IS NULL OR next_count < count OR next_start > timestamp) THEN 1 ELSE 0 END
				- CASE WHEN (timestamp < $2::timestamptz AND next_at >= $2::timestamptz
						AND NOT (next_count < count OR coalesce(next_start > timestamp, false)))
					OR (timestamp >= $2::timestamptz AND previous_at IS NULL
						AND NOT coalesce(start_timestamp >= $2::timestamptz, false)) THEN 1 ELSE 0 END
			END AS weight
		FROM points
	), totals AS (
		SELECT metric_name, metric_type, unit, sum(weight * count)::float8 AS count, sum(weight * sum)::float8 AS sum
		FROM weighed WHERE timestamp >= $2::timestamptz OR weight <> 0
		GROUP BY metric_name, metric_type, unit
	), buckets AS (
		SELECT w.metric_name, w.metric_type, w.unit, w.bucket_bounds, b.place, sum(w.weight * b.count)::bigint AS count
		FROM weighed w CROSS JOIN LATERAL unnest(w.bucket_counts) WITH ORDINALITY AS b (count, place)
		WHERE w.weight <> 0 AND w.bucket_bounds IS NOT NULL
		GROUP BY w.metric_name, w.metric_type, w.unit, w.bucket_bounds, b.place
	), quantiles AS (
		SELECT DISTINCT ON (metric_name, metric_type, unit) metric_name, metric_type, unit,
			histogram_quantile(0.95, bucket_bounds, array_agg(count ORDER BY place)) AS p95
		FROM buckets
		GROUP BY metric_name, metric_type, unit, bucket_bounds
		ORDER BY metric_name, metric_type, unit, sum(count) DESC
	)
	SELECT t.metric_name AS name, t.metric_type AS type, t.unit, 0 AS series, t.count,
		t.sum / nullif(t.count, 0) AS avg, NULL::float8 AS min, NULL::float8 AS max, NULL::float8 AS last,
		t.count / extract(epoch FROM $3::timestamptz - $2::timestamptz)::float8 AS "perSecond", q.p95
	FROM totals t LEFT JOIN quantiles q USING (metric_name, metric_type, unit)`;
