import { z } from "zod";
import { HEALTH, healthVerdict } from "../core/health/healthVerdict.ts";
import type { AnswerContext } from "./context.ts";
import { lastSeen as lastSeenOf } from "./lastSeen.ts";
import { requireName } from "./requireName.ts";
import { described, slotsOf } from "./search/describe.ts";
import { deployment, deployments } from "./serviceHealth/deployments.ts";
import { environmentsOf } from "./serviceHealth/environmentsOf.ts";
import { errorTemplates } from "./serviceHealth/errorTemplates.ts";
import { countLogs, isShort, type LogCounts, logCounts, MOST_COUNTED } from "./serviceHealth/logCounts.ts";
import { metricFigures } from "./serviceHealth/metricFigures.ts";
import { readMetrics } from "./serviceHealth/metrics.ts";
import { operationFigures, type Requests, readRequests, requestFigures } from "./serviceHealth/requests.ts";
import { timeRange, windowBefore } from "./timeRange.ts";

export type { MetricFigures } from "./serviceHealth/metricFigures.ts";
export type { RequestFigures } from "./serviceHealth/requests.ts";

export const serviceHealthArguments = z.strictObject({
	service: z.string().trim().min(1, "name a service.").describe("Service name"),
	timeRange: timeRange("1h"),
});
export type ServiceHealthArguments = z.output<typeof serviceHealthArguments>;

const window = z.object({ from: z.string(), to: z.string() });

export const serviceHealthResult = z.object({
	service: z.string(),
	window,
	before: window.describe("The window of the same length before, to compare with"),
	health: z.enum(HEALTH),
	reasons: z.array(z.string()).describe("Why, in sentences, the weightiest first"),
	environments: z.array(z.string()),
	lastSeen: z.string().nullable().describe("Last telemetry of any kind"),
	logs: logCounts.extend({ before: logCounts }),
	requests: requestFigures
		.extend({ before: requestFigures })
		.nullable()
		.describe("Spans by which work enters the service; null where there are none in either window"),
	operations: z.array(operationFigures).describe("Those that fail most first, then the slowest"),
	errors: z
		.array(described.omit({ lastContentId: true, lastService: true }))
		.describe("Error templates, most frequent first"),
	trendHours: z.number().int().describe("Hours that one number of a trend stands for"),
	metrics: z.array(metricFigures),
	deployments: z.array(deployment).describe("The last ones, newest first"),
	notes: z.array(z.string()).describe("What was left out, and what to know about this answer"),
});
export type ServiceHealthResult = z.infer<typeof serviceHealthResult>;

/** How a service does in a time range, beside the range before. */
export async function serviceHealth(
	{ db, now }: AnswerContext,
	{ service, timeRange: range }: ServiceHealthArguments,
): Promise<ServiceHealthResult> {
	await requireName(db, service, ["service"]);
	const window = windowBefore(now, range);
	const before = windowBefore(new Date(window.from), range);
	const environments = await environmentsOf(db, service, window);
	const logs = await countLogs(db, service, window, before);
	const requests = await readRequests(db, service, window);
	const requestsBefore = await readRequests(db, service, before);
	const { errors, total: errorCount } = await errorTemplates(db, service, window);
	const metrics = await readMetrics(db, service, window);
	const deployed = await deployments(db, service, environments, window);
	const lastSeen = (await lastSeenOf(db, [service])).get(service) ?? null;
	const anyRequests = requests.all.count + requestsBefore.all.count > 0;
	return {
		service,
		window,
		before,
		...healthVerdict({
			requests: anyRequests ? { now: requests.all, before: requestsBefore.all } : null,
			logs: { now: logFacts(logs.now), before: logFacts(logs.before) },
			newErrors: errors.filter(({ isNew }) => isNew),
			deployments: deployed.filter(({ inWindow, eventType }) => inWindow && eventType === "deploy_complete"),
			metrics: metrics.figures.length,
			lastSeen,
		}),
		environments,
		lastSeen,
		logs: { ...logs.now, before: logs.before },
		requests: anyRequests ? { ...requests.all, before: requestsBefore.all } : null,
		operations: requests.operations,
		errors: errors.map(({ lastContentId: _, lastService: _service, ...error }) => error),
		trendHours: slotsOf(window).hours,
		metrics: metrics.figures,
		deployments: deployed,
		notes: [
			...(logs.bounded ? [`Of a level at most ${MOST_COUNTED} logs were counted.`] : []),
			...(isShort(window) ? [] : ["Logs are counted by whole hours."]),
			...sampled("this time range", requests),
			...sampled("the one before", requestsBefore),
			...listed("operations", requests.operations.length, requests.operationCount),
			...listed("error templates", errors.length, errorCount),
			...metrics.notes,
		],
	};
}

function logFacts({ total, errors, byLevel }: LogCounts) {
	return { total, errors, fatal: byLevel.fatal ?? 0 };
}

function sampled(where: string, { readFrom }: Requests): string[] {
	return readFrom === null ? [] : [`Requests of ${where} are those since ${readFrom}: there are too many to read all.`];
}

function listed(what: string, shown: number, all: number): string[] {
	return shown < all ? [`${shown} of ${all} ${what} are listed.`] : [];
}
