import type { Connection } from "../../schema/database.ts";
import { lengthOf, type Window } from "../timeRange.ts";
import { distributions } from "./distributions.ts";
import type { MetricFigures } from "./metricFigures.ts";
import { numbers } from "./numbers.ts";

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
