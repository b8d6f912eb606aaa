import { z } from "zod";
import type { Connection } from "../../schema/database.ts";
import type { Window } from "../timeRange.ts";
import { distributions } from "./distributions.ts";

export const metricFigures = z.object({
	name: z.string(),
	type: z.string(),
	unit: z.string(),
	series: z.number().int().describe("All of its series, those that the figures leave out included"),
	count: z.number().describe("Samples; of histograms and summaries, observations"),
	avg: z.number().nullable(),
	min: z.number().nullable(),
	max: z.number().nullable(),
	last: z.number().nullable().describe("Newest value: of gauges the mean over the series, else the sum"),
	perSecond: z.number().nullable().describe("Increase of counters, observations of histograms"),
	p95: z.number().nullable().describe("Of histograms with bounds"),
});
export type MetricFigures = z.infer<typeof metricFigures>;

export interface Metrics {
	figures: MetricFigures[];
	notes: string[];
}

/** The metrics of a service in a window, by name. */
export async function readMetrics(db: Connection, service: string, window: Window): Promise<Metrics> {
	const chosen = await db.query<ChosenSeries>(
		CHOSEN,
		[service, window.from, MOST_METRICS, SERIES_OF_METRIC],
		"chosen_series",
	);
	const isDistribution = ({ type }: ChosenSeries) => DISTRIBUTIONS.has(type);
	const distributed = chosen.filter(isDistribution);
	const plain = chosen.filter((series) => !isDistribution(series));
	const window24h = lastOf(window, LONGEST_MS.plain);
	const window2h = lastOf(window, LONGEST_MS.distributions);
	const figures = [
		...(await numbers(db, idsOf(plain), window24h)),
		...(await distributions(db, idsOf(distributed), window2h)),
	];
	const seriesOf = new Map(chosen.map(({ name, type, unit, series }) => [keyOf({ name, type, unit }), series]));
	const named = figures
		.map((metric) => ({ ...metric, series: seriesOf.get(keyOf(metric)) ?? 0 }))
		.sort((a, b) => (a.name < b.name ? -1 : 1));
	const all = chosen[0]?.metrics ?? 0;
	const many = named.filter(({ series }) => series > SERIES_OF_METRIC).length;
	return {
		figures: named,
		notes: [
			...(all > MOST_METRICS ? [`The first ${MOST_METRICS} of ${all} metrics by name were read.`] : []),
			...(many > 0 ? [`Of ${many} metrics with more series, ${SERIES_OF_METRIC} series each were read.`] : []),
			...(plain.length > 0 && window24h !== window ? ["Metrics are of the last 24 hours."] : []),
			...(distributed.length > 0 && window2h !== window ? ["Histograms and summaries are of the last 2 hours."] : []),
		],
	};
}

/** Metrics, and series of each, that are read. */
const MOST_METRICS = 30;
const SERIES_OF_METRIC = 10;

const DISTRIBUTIONS = new Set(["histogram", "exponential_histogram", "summary"]);

/** The longest time of which samples are read: 300 series with a sample each minute, or each ten seconds. */
const LONGEST_MS = { plain: 24 * 3600_000, distributions: 2 * 3600_000 };

/** Longer windows are read by the minute. */
const RAW_MS = 2 * 3600_000;

interface ChosenSeries {
	seriesId: string;
	name: string;
	type: string;
	unit: string;
	series: number;
	metrics: number;
}

function keyOf({ name, type, unit }: Pick<MetricFigures, "name" | "type" | "unit">): string {
	return `${name}\0${type}\0${unit}`;
}

function idsOf(series: ChosenSeries[]): string[] {
	return series.map(({ seriesId }) => seriesId);
}

function lengthOf({ from, to }: Window): number {
	return Date.parse(to) - Date.parse(from);
}

function lastOf(window: Window, ms: number): Window {
	if (lengthOf(window) <= ms) return window;
	return { from: new Date(Date.parse(window.to) - ms).toISOString(), to: window.to };
}

// A series is told to be there a day late at most.
const CHOSEN = `
	WITH alive AS (
		SELECT series_id, metric_name AS name, metric_type AS type, unit, last_seen,
			dense_rank() OVER (ORDER BY metric_name, metric_type, unit) AS place,
			count(*) OVER (PARTITION BY metric_name, metric_type, unit)::integer AS series,
			row_number() OVER (PARTITION BY metric_name, metric_type, unit ORDER BY last_seen DESC, series_id) AS nth
		FROM metric_series WHERE service = $1 AND last_seen >= $2::timestamptz - interval '1 day'
	)
	SELECT series_id AS "seriesId", name, type, unit, series, (SELECT max(place) FROM alive)::integer AS metrics
	FROM alive WHERE place <= $3 AND nth <= $4`;

/** Gauges and sums. */
async function numbers(db: Connection, seriesIds: string[], window: Window): Promise<MetricFigures[]> {
	if (seriesIds.length === 0) return [];
	const raw = lengthOf(window) <= RAW_MS;
	return db.query<MetricFigures>(
		NUMBERS(raw ? RAW : BY_MINUTE),
		[seriesIds, window.from, window.to],
		raw ? "raw_numbers" : "minute_numbers",
	);
}

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
