import { z } from "zod";
import type { AnswerContext } from "./context.ts";
import { positionOf } from "./cursor.ts";
import { oneOrMore } from "./oneOrMore.ts";
import { type Fit, page, pageArguments, pageOf } from "./page.ts";
import { type FoundSeries, findSeries } from "./queryMetrics/findSeries.ts";
import { groupSeries } from "./queryMetrics/groupSeries.ts";
import { labelFilters } from "./queryMetrics/labelFilters.ts";
import { figuresOf, type MetricGroup, metricGroup } from "./queryMetrics/metricGroup.ts";
import { distributionSteps, numberSteps } from "./queryMetrics/readSteps.ts";
import { quantileOf, STATISTICS, statisticOf } from "./queryMetrics/statistics.ts";
import { stepOf } from "./queryMetrics/stepOf.ts";
import { lengthOf, rangeInWords, timeRange, timeSpan, type Window, windowBefore } from "./timeRange.ts";

export const queryMetricsArguments = z.strictObject({
	metric: z.string().trim().min(1).max(255).describe("Metric name"),
	service: z.string().min(1).optional().describe("Only series of this service"),
	environment: z.string().min(1).optional().describe("Only series of this environment"),
	labels: labelFilters.describe("Only series with these labels: name=value, name=value"),
	groupBy: oneOrMore(z.string().min(1)).describe("Labels to keep apart; service and environment are some too"),
	statistic: z
		.enum(STATISTICS)
		.optional()
		.describe("Else what fits: avg of gauges, rate (per second) of counters, p95 of histograms"),
	timeRange: timeRange("1h"),
	step: timeSpan.optional().describe("Time that one point stands for: 1m, 1h; else such that 30 points do"),
	...pageArguments(10, 50),
});
export type QueryMetricsArguments = z.output<typeof queryMetricsArguments>;

export const queryMetricsResult = z.object({
	metric: z.string(),
	type: z.string(),
	unit: z.string(),
	statistic: z.enum(STATISTICS),
	window: z.object({ from: z.string(), to: z.string() }),
	stepSeconds: z.number().int(),
	groups: z.array(metricGroup).describe("Those with the largest values first"),
	notes: z.array(z.string()).describe("What was left out, and what to know about this answer"),
	page,
});
export type QueryMetricsResult = z.infer<typeof queryMetricsResult>;

/** A metric over time, in steps, by group of its series. */
export async function queryMetrics(
	{ db, now }: AnswerContext,
	args: QueryMetricsArguments,
	fit?: Fit<MetricGroup>,
): Promise<QueryMetricsResult> {
	const { limit, cursor, timeRange: range, step, metric, groupBy = [], ...filters } = args;
	const position = positionOf(cursor, ["query_metrics", metric, range, step, groupBy, filters], now);
	const asked = windowBefore(position.asOf, range);
	const found = await findSeries(db, { metric, window: asked, ...filters }, MOST_SERIES);
	const { series, type, unit, notes } = ofOneType(found);
	const statistic = statisticOf(type, filters.statistic);
	const distributed = DISTRIBUTIONS.has(type);
	const window = distributed ? lastOf(asked, LONGEST_DISTRIBUTION_MS) : asked;
	const stepMs = stepOf(lengthOf(window), step);
	const groups = groupSeries(series, groupBy);
	const read = distributed ? distributionSteps : numberSteps;
	const steps = await read(db, { groups, window, stepMs, quantile: quantileOf(statistic) });
	const all = figuresOf(groups, steps, { statistic, stepMs, points: Math.ceil(lengthOf(window) / stepMs) });
	const { rows, page } = pageOf(
		all.slice(position.offset, position.offset + limit),
		position,
		{ total: all.length, totalIsLeast: found.length > MOST_SERIES },
		fit,
	);
	return {
		metric,
		type,
		unit,
		statistic,
		window,
		stepSeconds: stepMs / 1000,
		groups: rows,
		notes: [
			...notes,
			...(found.length > MOST_SERIES ? [`Of its series, the ${MOST_SERIES} that were sent last were read.`] : []),
			...(window === asked
				? []
				: [`Histograms and summaries are of the last ${rangeInWords(LONGEST_DISTRIBUTION_MS)}.`]),
		],
		page,
	};
}

const MOST_SERIES = 200;

const DISTRIBUTIONS = new Set(["histogram", "exponential_histogram", "summary"]);

/** These are kept by sample alone: the longest time of which all can be read. */
const LONGEST_DISTRIBUTION_MS = 24 * 3600_000;

/** The series of the type and unit that most have: senders that disagree cannot be answered as one. */
function ofOneType(found: FoundSeries[]) {
	const kinds = [...Map.groupBy(found.slice(0, MOST_SERIES), ({ type, unit }) => `${type} ${unit}`).values()];
	const [series = [], ...others] = kinds.toSorted((a, b) => b.length - a.length);
	const { type = "gauge" as const, unit = "" } = series[0] ?? {};
	const left = others.flat().length;
	const notes = left > 0 ? [`Left out: ${left} series of another type or unit.`] : [];
	return { series, type, unit, notes };
}

function lastOf(window: Window, ms: number): Window {
	return lengthOf(window) <= ms ? window : windowBefore(new Date(window.to), ms);
}
