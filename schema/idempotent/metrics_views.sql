-- Samples as one row each, with the names of their series. Prometheus's custom buckets have bounds of each point's own.
CREATE OR REPLACE VIEW metrics_samples AS
SELECT p.timestamp, hashint8extended(p.series_id, (extract(epoch FROM p.timestamp) * 1000000)::bigint) AS sample_id,
	s.metric_name, s.metric_type, s.service, s.environment, s.labels, p.value, p.count, p.sum, p.min, p.max,
	p.bucket_counts,
	CASE WHEN p.exponential ? 'bounds' THEN (
		SELECT array_agg(bound::double precision ORDER BY place)
		FROM jsonb_array_elements_text(p.exponential -> 'bounds') WITH ORDINALITY AS bounds (bound, place)
	) ELSE s.bucket_bounds END AS bucket_bounds,
	p.exponential, p.quantiles, s.temporality, s.unit, p.start_timestamp, p.exemplars, p.series_id, s.resource_id,
	s.scope_id
FROM metric_points p
JOIN metric_series s USING (series_id);

CREATE OR REPLACE VIEW metrics_1min AS
SELECT m.bucket, s.metric_name, s.service, s.environment, s.labels, m.sum_value / m.sample_count AS avg_value,
	m.min_value, m.max_value, m.sample_count, m.series_id
FROM (
	SELECT bucket, series_id, sum_value, min_value, max_value, sample_count
	FROM metric_rollup_1min
	UNION ALL
	SELECT date_trunc('minute', timestamp, 'UTC'), series_id, sum(value), min(value), max(value), count(*)
	FROM metric_points
	WHERE value IS NOT NULL AND timestamp >= coalesce(
		(SELECT complete_until FROM rollup_state WHERE rollup = 'metric_rollup_1min'), '-infinity')
	GROUP BY 1, 2
) m
JOIN metric_series s USING (series_id);
