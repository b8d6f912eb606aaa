import { z } from "zod";
import type { AnswerContext } from "../../answers/context.ts";
import { type ListedMetric, listMetrics, listMetricsArguments } from "../../answers/listMetrics.ts";
import { page } from "../../answers/page.ts";
import { parseArguments } from "../../answers/parseArguments.ts";
import type { MetricGroup } from "../../answers/queryMetrics/metricGroup.ts";
import { queryMetrics as answer, type QueryMetricsResult, queryMetricsArguments } from "../../answers/queryMetrics.ts";
import { counted } from "../../core/text/counted.ts";
import { short } from "../../core/text/short.ts";
import { budgetArguments, rowsWithin, shares } from "../budget.ts";
import { type CsvRow, csv } from "../csv.ts";
import { defineTool } from "../defineTool.ts";
import { MORE, nextCall, rounded, sentences, someNames, toSecond } from "../words.ts";

/** A metric over time, or which metrics there are. */
export const queryMetrics = defineTool({
	name: "query_metrics",
	title: "Query metrics",
	description: `Shows a metric over time, by group of its series: values of gauges, rates of counters, quantiles of \
histograms. Without metric, it lists the metrics that there are, with their labels: start with that, for example \
service="shop". Not for a service's requests, latency and error rate, which come from its spans: use service_health.`,
	arguments: queryMetricsArguments
		.extend({ metric: queryMetricsArguments.shape.metric.optional().describe("Metric name; left out: lists metrics") })
		.extend(budgetArguments),
	data: z.object({
		metric: z.string().optional(),
		type: z.string().optional(),
		unit: z.string().optional(),
		statistic: z.string().optional(),
		from: z.string(),
		to: z.string(),
		stepSeconds: z.number().optional(),
		groups: z
			.string()
			.optional()
			.describe(
				"largest first; points: one a step, oldest first, - where there was no sample; the figures are of these",
			),
		metrics: z.string().optional(),
		notes: z.array(z.string()).optional(),
		...page.shape,
	}),
	async answer(context, { maxTokens, metric, ...args }) {
		const { list } = shares(maxTokens, false);
		if (metric === undefined) return listed(context, args, list);
		const found = await answer(context, { metric, ...args }, rowsWithin(list, groupRow));
		return { data: dataOf(found), text: textOf(found, args) };
	},
});

type Given = Omit<z.output<typeof queryMetricsArguments>, "metric">;

async function listed(context: AnswerContext, { service, environment, limit, cursor }: Given, tokens: number) {
	const args = parseArguments(listMetricsArguments, { service, environment, limit, cursor });
	const { window, metrics, page } = await listMetrics(context, args, rowsWithin(tokens, metricRow));
	const [first] = metrics;
	const text = sentences(
		page.total > 0 ? `${counted(page.total, "metric")}.` : "No metric had samples in the last hour.",
		page.truncated && MORE,
		first && nextCall("query_metrics", { metric: first.name, ...(service && { service }) }),
	);
	return {
		data: { from: toSecond(window.from), to: toSecond(window.to), metrics: csv(metrics.map(metricRow)), ...page },
		text,
	};
}

/** Characters of a text in a row. */
const NAME = 100;
const DESCRIPTION = 100;
const NOTE = 200;

function metricRow({ name, type, unit, description, series, services, labels }: ListedMetric): CsvRow {
	return {
		metric: short(name, NAME),
		type,
		unit: short(unit, NAME),
		series,
		services: someNames(services),
		labels: someNames(labels),
		description: description && short(description, DESCRIPTION),
	};
}

function dataOf({ window, groups, notes, page, ...figures }: QueryMetricsResult) {
	return {
		...figures,
		metric: short(figures.metric, NAME),
		unit: short(figures.unit, NAME),
		from: toSecond(window.from),
		to: toSecond(window.to),
		groups: csv(groups.map(groupRow)),
		notes: notes.length > 0 ? notes.map((note) => short(note, NOTE)) : undefined,
		...page,
	};
}

function groupRow({ by, series, avg, min, max, last, points }: MetricGroup): CsvRow {
	const group = Object.entries(by).map(([name, value]) => `${name}=${value}`);
	return {
		group: short(group.join("; "), NAME),
		series,
		avg: rounded(avg),
		min: rounded(min),
		max: rounded(max),
		last: rounded(last),
		points: points.map((point) => rounded(point) ?? "-").join(" "),
	};
}

function textOf({ metric, statistic, unit, groups, page }: QueryMetricsResult, { service }: Given): string {
	const [largest] = groups;
	const per = statistic === "rate" ? " per second" : "";
	const named = Object.values(largest?.by ?? {}).join(", ");
	const most = largest?.max === null || !largest ? "had no sample" : `at most ${rounded(largest.max)}`;
	const now = largest && largest.last !== null ? `, last ${rounded(largest.last)}` : "";
	return sentences(
		`${statistic} of ${short(metric, NAME)}${unit && unit !== "1" ? ` in ${short(unit, NAME)}` : ""}${per}: ${most}${now}${named ? ` (${short(named, NAME)})` : ""}.`,
		page.truncated && MORE,
		service && nextCall("service_health", { service }),
	);
}
