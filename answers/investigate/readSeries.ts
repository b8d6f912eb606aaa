import type { ReadSeries } from "../../core/investigate/metricCourses.ts";
import { METRIC_ROLES, metricRole } from "../../core/investigate/metricRole.ts";
import type { Period } from "../../core/investigate/period.ts";
import type { MeasuredPart } from "../../core/investigate/samples.ts";
import type { Connection } from "../../schema/database.ts";
import { investigateLimits as limits } from "./limits.ts";

/** The series of a period, but for those of one service, with what was measured in each part of it, and what was left out. */
export async function readSeries(
	db: Connection,
	period: Period,
	environment: string | null,
	except: string | null,
): Promise<{ series: ReadSeries[]; notes: string[] }> {
	const from = new Date(period.from).toISOString();
	const listed = await db.query<ListedSeries>(
		LISTED,
		[from, environment, limits.seriesListed, except],
		"listed_series",
	);
	if (listed.length === 0) return { series: [], notes: [] };
	const long = period.to - period.from > RAW_MS;
	const room = Math.min(limits.series, Math.floor(limits.points / Math.max(1, (period.to - period.from) / STEP_MS)));
	const chosen = listed
		.toSorted((a, b) => METRIC_ROLES.indexOf(metricRole(a.name)) - METRIC_ROLES.indexOf(metricRole(b.name)))
		.slice(0, room);
	const rows = await db.query<{ seriesId: string; parts: MeasuredRow[] }>(
		long ? MEASURED_BY_MINUTE : MEASURED,
		[chosen.map(({ seriesId }) => seriesId), from, new Date(period.to).toISOString(), period.partMs / 1000],
		long ? "measured_by_minute" : "measured",
	);
	const byId = new Map(chosen.map((series) => [series.seriesId, series]));
	return {
		series: rows.flatMap(({ seriesId, parts }) => {
			const series = byId.get(seriesId);
			return series ? [{ ...series, parts: parts.map(partOf) }] : [];
		}),
		notes: chosen.length < listed.length ? [`${chosen.length} of ${listed.length} metric series were read.`] : [],
	};
}

/** Longer periods are read by the minute, which leaves out histograms. */
const RAW_MS = 6 * 3600_000;

/** The time between two measurements that is reckoned with. */
const STEP_MS = 15_000;

type ListedSeries = Omit<ReadSeries, "parts">;

/** at, value, count, sum, high. */
type MeasuredRow = [number, number | null, number | null, number | null, number | null];

function partOf([at, value, count, sum, high]: MeasuredRow): MeasuredPart {
	return { at, value, count, sum, high };
}

// A series is told to be there a day late at most.
const LISTED = `
	SELECT series_id AS "seriesId", metric_name AS name, metric_type AS type, temporality, service, labels
	FROM metric_series
	WHERE last_seen >= $1::timestamptz - interval '1 day' AND ($2::text IS NULL OR environment = $2)
		AND service IS DISTINCT FROM $4::text
	ORDER BY last_seen DESC, series_id LIMIT $3`;

// What is cumulative is highest at the end of a part, and where it began anew within it, it is lower in the next.
const MEASURED = `
	SELECT series_id AS "seriesId", json_agg(json_build_array(at, value, count, sum, high) ORDER BY at) AS parts
	FROM (
		SELECT p.series_id, extract(epoch FROM max(p.timestamp))::float8 * 1000 AS at,
			CASE WHEN s.metric_type = 'gauge' OR s.metric_type = 'updowncounter' THEN avg(p.value)
				WHEN s.temporality = 'delta' THEN sum(p.value)
				ELSE max(p.value) END AS value,
			CASE WHEN s.temporality = 'delta' THEN sum(p.count) ELSE max(p.count) END AS count,
			CASE WHEN s.temporality = 'delta' THEN sum(p.sum) ELSE max(p.sum) END AS sum,
			avg((p.quantiles -> -1 ->> 1)::float8) AS high
		FROM metric_points p JOIN metric_series s USING (series_id)
		WHERE p.series_id = ANY($1::bigint[]) AND p.timestamp >= $2::timestamptz AND p.timestamp < $3::timestamptz
			AND p.value IS DISTINCT FROM 'NaN' AND abs(coalesce(p.value, 0)) < 'Infinity'
		GROUP BY p.series_id, s.metric_type, s.temporality,
			floor(extract(epoch FROM p.timestamp - $2::timestamptz) / $4::float8)
	) m
	GROUP BY series_id`;

const MEASURED_BY_MINUTE = `
	SELECT series_id AS "seriesId", json_agg(json_build_array(at, value, NULL, NULL, NULL) ORDER BY at) AS parts
	FROM (
		SELECT m.series_id, extract(epoch FROM max(m.bucket))::float8 * 1000 AS at,
			CASE WHEN s.metric_type = 'gauge' OR s.metric_type = 'updowncounter'
				THEN sum(m.avg_value * m.sample_count) / sum(m.sample_count)
				WHEN s.temporality = 'delta' THEN sum(m.avg_value * m.sample_count)
				ELSE max(m.max_value) END AS value
		FROM metrics_1min m JOIN metric_series s USING (series_id)
		WHERE m.series_id = ANY($1::bigint[]) AND m.bucket >= $2::timestamptz AND m.bucket < $3::timestamptz
			AND abs(m.avg_value) < 'Infinity'
		GROUP BY m.series_id, s.metric_type, s.temporality,
			floor(extract(epoch FROM m.bucket - $2::timestamptz) / $4::float8)
	) m
	GROUP BY series_id`;
