import { z } from "zod";
import type { AnswerContext } from "./context.ts";
import { described } from "./search/describe.ts";
import { timeRange } from "./timeRange.ts";

export const serviceHealthArguments = z.strictObject({
	service: z.string().trim().min(1, "name a service.").describe("Service name"),
	timeRange: timeRange("1h"),
});
export type ServiceHealthArguments = z.output<typeof serviceHealthArguments>;

const window = z.object({ from: z.string(), to: z.string() });

/** Logs of a window. */
export const logCounts = z.object({
	total: z.number().int(),
	errors: z.number().int().describe("Of the levels error and fatal"),
	errorRate: z.number().nullable().describe("0 to 1; null where there are no logs"),
	byLevel: z.record(z.string(), z.number().int()),
});

/** Requests of a window: spans by which work enters the service. */
export const requestFigures = z.object({
	count: z.number().int(),
	perSecond: z.number(),
	errors: z.number().int(),
	errorRate: z.number().nullable().describe("0 to 1; null where there are no requests"),
	p50Ms: z.number().nullable(),
	p95Ms: z.number().nullable(),
	p99Ms: z.number().nullable(),
});
export type RequestFigures = z.infer<typeof requestFigures>;

export const metricFigures = z.object({
	name: z.string(),
	type: z.string(),
	unit: z.string(),
	series: z.number().int(),
	count: z.number().describe("Samples; of histograms, observations"),
	avg: z.number().nullable(),
	min: z.number().nullable(),
	max: z.number().nullable(),
	last: z.number().nullable(),
	perSecond: z.number().nullable().describe("Increase of counters, observations of histograms"),
	p95: z.number().nullable().describe("Of histograms"),
});
export type MetricFigures = z.infer<typeof metricFigures>;

export const HEALTH = ["healthy", "degraded", "failing", "silent"] as const;

export const serviceHealthResult = z.object({
	service: z.string(),
	window,
	before: window.describe("The window of the same length before, to compare with"),
	health: z.enum(HEALTH),
	reasons: z.array(z.string()).describe("Why, in sentences, the weightiest first"),
	environments: z.array(z.string()),
	lastSeen: z.string().nullable().describe("Last telemetry of any kind, by the hour where it is old"),
	logs: logCounts.extend({ before: logCounts }),
	requests: requestFigures
		.extend({ before: requestFigures })
		.nullable()
		.describe("From server and consumer spans and those without a parent; null where there are none"),
	operations: z
		.array(requestFigures.extend({ operation: z.string() }))
		.describe("Failing ones first, then the slowest"),
	errors: z.array(described.omit({ lastService: true })).describe("Error templates, most frequent first"),
	trendHours: z.number().int().describe("Hours that one number of a trend stands for"),
	metrics: z.array(metricFigures),
	deployments: z
		.array(
			z.object({
				eventId: z.string(),
				timestamp: z.string(),
				eventType: z.string(),
				status: z.string(),
				environment: z.string().nullable(),
				repository: z.string(),
				branch: z.string(),
				commitSha: z.string(),
				inWindow: z.boolean(),
			}),
		)
		.describe("The last ones, newest first"),
	notes: z.array(z.string()).describe("What was left out, and what to know about this answer"),
});
export type ServiceHealthResult = z.infer<typeof serviceHealthResult>;

/** How a service does in a time range, beside the range before. */
export async function serviceHealth(
	_context: AnswerContext,
	_args: ServiceHealthArguments,
): Promise<ServiceHealthResult> {
	throw new Error("in work");
}
