import type { ExemplarRecord } from "../../core/records/exemplar.ts";
import type { Connection } from "../database.ts";

/**
 * Adds exemplars to the points that they belong to: of their series the first one from their time on, or else the
 * newest. One that a point has already is left as it is. Returns how many have a point.
 */
export async function attachExemplars(db: Connection, exemplars: ExemplarRecord[]): Promise<number> {
	if (exemplars.length === 0) return 0;
	const columns = [
		exemplars.map(({ seriesId }) => seriesId),
		exemplars.map(({ timestamp }) => timestamp),
		exemplars.map(({ exemplar }) => exemplar),
	];
	const [row] = await db.query<{ attached: number }>(ATTACH, columns, "attach_exemplars");
	return row?.attached ?? 0;
}

const ATTACH = `
	WITH placed AS (
		SELECT u.series_id, u.exemplar::jsonb AS exemplar, coalesce(
			(SELECT min(timestamp) FROM metric_points p WHERE p.series_id = u.series_id AND p.timestamp >= u.at::timestamptz),
			(SELECT max(timestamp) FROM metric_points p WHERE p.series_id = u.series_id AND p.timestamp < u.at::timestamptz)
		) AS timestamp
		FROM unnest($1::bigint[], $2::text[], $3::text[]) AS u (series_id, at, exemplar)
	), grouped AS (
		SELECT series_id, timestamp, jsonb_agg(exemplar) AS exemplars
		FROM placed WHERE timestamp IS NOT NULL
		GROUP BY series_id, timestamp
	), attached AS (
		UPDATE metric_points p
		SET exemplars = (
			SELECT jsonb_agg(DISTINCT item)
			FROM jsonb_array_elements(coalesce(p.exemplars, '[]') || g.exemplars) AS item
		)
		FROM grouped g
		WHERE p.series_id = g.series_id AND p.timestamp = g.timestamp
			AND NOT coalesce(p.exemplars, '[]') @> g.exemplars
	)
	SELECT count(timestamp)::integer AS attached FROM placed`;
