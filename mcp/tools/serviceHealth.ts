import { z } from "zod";
import {
	serviceHealth as answer,
	type MetricFigures,
	type RequestFigures,
	type ServiceHealthResult,
	serviceHealthArguments,
	serviceHealthResult,
} from "../../answers/serviceHealth.ts";
import { short } from "../../core/text/short.ts";
import { budgetArguments, roomOf, shares } from "../budget.ts";
import type { CsvRow } from "../csv.ts";
import { defineTool } from "../defineTool.ts";
import { trendCell, trendCellHours } from "../trend.ts";
import { nextSearch, rounded, sentences, someNames, toSecond } from "../words.ts";

/** How a service does. */
export const serviceHealth = defineTool({
	name: "service_health",
	title: "Service health",
	description: `Tells how a service does in a time range, beside the range of the same length before: healthy, degraded, \
failing or silent, and why; requests with error rate and latency percentiles, by operation too; its error templates, \
metrics and latest deployments. Use it when you know the service, for "is it well?" and "what changed?". Not for \
finding an error of which you know words: use search_errors. Not for a single request: use trace_request.`,
	arguments: serviceHealthArguments.extend(budgetArguments),
	data: z.object({
		service: z.string(),
		from: z.string(),
		to: z.string(),
		health: serviceHealthResult.shape.health,
		reasons: z.array(z.string()),
		environments: z.array(z.string()),
		lastSeen: z.string().nullable(),
		figures: z.string().optional().describe("rates are 0 to 1"),
		errors: z.string().optional().describe("by template, most frequent first; trend: oldest first"),
		trendHours: z.number().optional().describe("Hours that one number of a trend stands for"),
		deployments: z.string().optional().describe("newest first"),
		operations: z.string().optional().describe("failing ones first, then the slowest"),
		metrics: z.string().optional(),
		notes: z.array(z.string()).optional(),
		truncated: z
			.boolean()
			.describe("Whether rows are left out for want of maxTokens; notes say which, and what else is not told"),
	}),
	async answer(context, { maxTokens, ...args }) {
		const found = await answer(context, args);
		return { data: dataOf(found, shares(maxTokens, false).list), text: textOf(found) };
	},
});

function dataOf(found: ServiceHealthResult, tokens: number) {
	const { service, window, health, lastSeen, errors } = found;
	const room = roomOf(tokens);
	const figures = room.table("figures", figureRows(found));
	const deployments = room.table("deployments", found.deployments.map(deploymentRow), 1 / 2);
	const errorTable = room.table("errors", errors.map(errorRow), 1 / 2);
	const operations = room.table("operations", found.operations.map(operationRow), 1 / 2);
	const metrics = room.table("metrics", found.metrics.map(metricRow));
	const notes = [...found.notes.map((note) => short(note, SENTENCE)), ...room.leftOut];
	return {
		service,
		from: toSecond(window.from),
		to: toSecond(window.to),
		health,
		reasons: found.reasons.slice(0, MOST_REASONS).map((reason) => short(reason, SENTENCE)),
		environments: someNames(found.environments),
		lastSeen: lastSeen && toSecond(lastSeen),
		figures,
		errors: errorTable,
		trendHours: errorTable ? trendCellHours(found.trendHours, errors) : undefined,
		deployments,
		operations,
		metrics,
		notes: notes.length > 0 ? notes : undefined,
		truncated: room.leftOut.length > 0,
	};
}

const MOST_REASONS = 4;
/** Characters of a text. */
const SENTENCE = 200;
const TEMPLATE = 200;
const NAME = 100;

function figureRows({ window, before, requests, logs }: ServiceHealthResult): CsvRow[] {
	return [
		{ range: "now", from: toSecond(window.from), ...requestCells(requests), ...logCells(logs) },
		{ range: "before", from: toSecond(before.from), ...requestCells(requests?.before), ...logCells(logs.before) },
	];
}

function requestCells(figures: RequestFigures | null | undefined): CsvRow {
	return {
		requests: figures?.count,
		perSecond: rounded(figures?.perSecond ?? null),
		failed: figures?.errors,
		errorRate: rounded(figures?.errorRate ?? null),
		p50Ms: rounded(figures?.p50Ms ?? null),
		p95Ms: rounded(figures?.p95Ms ?? null),
		p99Ms: rounded(figures?.p99Ms ?? null),
	};
}

function logCells({ total, errors }: ServiceHealthResult["logs"]["before"]): CsvRow {
	return { logs: total, errorLogs: errors };
}

function errorRow(error: ServiceHealthResult["errors"][number]): CsvRow {
	return {
		count: error.count,
		lastSeen: toSecond(error.lastSeen),
		firstSeen: toSecond(error.firstSeen),
		new: error.isNew,
		kind: error.kind,
		template: short(error.template, TEMPLATE),
		trend: trendCell(error.trend),
	};
}

function deploymentRow(deployment: ServiceHealthResult["deployments"][number]): CsvRow {
	const { timestamp, eventType, status, environment, repository, branch, commitSha, inWindow } = deployment;
	return {
		timestamp: toSecond(timestamp),
		inRange: inWindow,
		type: short(eventType, NAME),
		status: short(status, NAME),
		environment: environment && short(environment, NAME),
		repository: short(repository, NAME),
		branch: short(branch, NAME),
		commitSha,
	};
}

function operationRow({ operation, ...figures }: ServiceHealthResult["operations"][number]): CsvRow {
	return { operation: short(operation, NAME), ...requestCells(figures) };
}

function metricRow({ name, type, unit, series, count, ...figures }: MetricFigures): CsvRow {
	const numbers = Object.entries(figures).map(([figure, value]) => [figure, rounded(value)]);
	return { metric: short(name, NAME), type, unit: short(unit, NAME), series, count, ...Object.fromEntries(numbers) };
}

function textOf({ service, health, reasons, errors, operations }: ServiceHealthResult): string {
	const [worst] = errors;
	const failing = operations.find((operation) => operation.errors > 0);
	return sentences(
		`${service} is ${health}.`,
		reasons[0] && short(reasons[0], SENTENCE),
		nextSearch(worst?.template ?? failing?.operation, { service }),
	);
}
