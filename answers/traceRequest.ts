import { z } from "zod";
import type { AnswerContext } from "./context.ts";
import { type Fit, page, pageArguments } from "./page.ts";

export const traceRequestArguments = z.strictObject({
	requestId: z
		.string()
		.trim()
		.min(1, "give a request id or a trace id.")
		.max(255, "give at most 255 characters.")
		.describe("Request id or trace id"),
	...pageArguments(50, 200),
});
export type TraceRequestArguments = z.output<typeof traceRequestArguments>;

/** A span or a log. What it does not have is null. */
export const traceEntry = z.object({
	type: z.enum(["span", "log"]),
	depth: z.number().int().describe("0 for what stands at the top; a log is one below its span"),
	timestamp: z.string(),
	offsetMs: z.number().describe("Since the first entry"),
	durationMs: z.number().nullable(),
	selfMs: z.number().nullable().describe("Duration without the time in which child spans ran"),
	service: z.string(),
	environment: z.string(),
	name: z.string().nullable().describe("A span's operation, a log's logger"),
	kind: z.string().nullable().describe("server, client, internal, producer, consumer"),
	status: z.string().describe("A span's status (unset, ok, error), a log's level"),
	message: z.string().nullable(),
	traceId: z.string().nullable(),
	spanId: z.string().nullable(),
	parentSpanId: z.string().nullable(),
	orphan: z.boolean().describe("Whether it names a parent that is not there"),
	critical: z.boolean().describe("Whether the end waited for it: it is on the critical path"),
});
export type TraceEntry = z.infer<typeof traceEntry>;

export const traceRequestResult = z.object({
	id: z.string(),
	type: z.enum(["request", "trace"]).describe("What the id is of"),
	verdict: z.string().describe("Where it failed, where its time went"),
	traceIds: z.array(z.string()),
	requestIds: z.array(z.string()),
	firstSeen: z.string(),
	lastSeen: z.string(),
	durationMs: z.number().describe("From the first start to the last end or log"),
	failure: traceEntry
		.extend({
			errorType: z.string().nullable(),
			errorMessage: z.string().nullable(),
			errorStack: z.string().nullable(),
			attributes: z.record(z.string(), z.unknown()),
		})
		.nullable()
		.describe("The deepest failing span, with its exception"),
	criticalService: z
		.object({ service: z.string(), ms: z.number(), share: z.number().describe("Of the critical path, 0 to 1") })
		.nullable()
		.describe("The service in which most of the time went by that the end waited for"),
	services: z.array(
		z.object({
			service: z.string(),
			spans: z.number().int(),
			failedSpans: z.number().int(),
			logs: z.number().int(),
			errorLogs: z.number().int(),
			selfMs: z.number(),
		}),
	),
	errors: z.array(traceEntry).describe("Failing spans, deepest first, then error logs"),
	entries: z.array(traceEntry).describe("Spans as a tree, depth first, with the logs of each below it"),
	notes: z.array(z.string()).describe("What to know about this answer"),
	page: page.describe("Of entries"),
});
export type TraceRequestResult = z.infer<typeof traceRequestResult>;

/** Everything of a request or trace over all services. */
export async function traceRequest(
	_context: AnswerContext,
	_args: TraceRequestArguments,
	_fit?: Fit<TraceEntry>,
): Promise<TraceRequestResult> {
	throw new Error("in work");
}
