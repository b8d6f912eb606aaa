import { REMOTE_WRITE_SCOPE } from "../../core/prometheus/seriesRow.ts";
import type { MetricMetadata } from "../../core/records/metricMetadata.ts";
import type { Connection } from "../database.ts";

/**
 * Gives type, unit and description to those of Prometheus's series that have none yet, by name. What a series has stays:
 * two sources may describe one name differently. A native histogram's type is known without.
 */
export async function describeSeries(db: Connection, metadata: MetricMetadata[]): Promise<void> {
	if (metadata.length === 0) return;
	const columns = [
		metadata.map(({ metricName }) => metricName),
		metadata.map(({ metricType }) => metricType),
		metadata.map(({ temporality }) => temporality),
		metadata.map(({ unit }) => unit),
		metadata.map(({ description }) => description),
	];
	await db.query(DESCRIBE, [...columns, REMOTE_WRITE_SCOPE.scopeId], "describe_series");
}

/** Series that another transaction describes at this moment are left to it. */
const DESCRIBE = `
	WITH u AS (
		SELECT DISTINCT ON (metric_name) *
		FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY
			AS u (metric_name, metric_type, temporality, unit, description, place)
		ORDER BY metric_name, place
	), undescribed AS (
		SELECT s.series_id FROM metric_series s JOIN u USING (metric_name)
		WHERE s.scope_id = $6::bigint AND s.description IS NULL
		FOR UPDATE OF s SKIP LOCKED
	)
	UPDATE metric_series s
	SET metric_type = CASE WHEN s.metric_type IN ('gauge', 'counter') THEN u.metric_type ELSE s.metric_type END,
		temporality = CASE WHEN s.metric_type IN ('gauge', 'counter') THEN u.temporality ELSE s.temporality END,
		unit = u.unit,
		description = u.description
	FROM u, undescribed
	WHERE s.metric_name = u.metric_name AND s.series_id = undescribed.series_id`;
