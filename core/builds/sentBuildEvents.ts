import { z } from "zod";
import { otlpLimits } from "../limits.ts";
import { jsonValue } from "../otlp/jsonValue.ts";
import { valueToJson } from "../otlp/valueToJson.ts";
import { cutText } from "../text/cutText.ts";
import { repairText } from "../text/repairText.ts";
import { buildLimits as limits } from "./buildLimits.ts";

const text = (limit: number) => z.string().transform((value) => cutText(repairText(value), limit));
const named = (limit: number) => z.string().min(1).pipe(text(limit));
const time = z.iso
	.datetime({ offset: true })
	.refine((value) => Date.parse(value) >= 0, "must not be before 1970")
	.transform((value) => new Date(value).toISOString());

/** JSON text of any value, sound for the database. Not `z.json()`, whose check of a deep value runs out of stack. */
const json = z.unknown().transform((value, context) => {
	const text = jsonText(value);
	if (text !== null && text.length <= limits.json) return text;
	context.addIssue(
		text === null
			? `must not be nested more than ${otlpLimits.valueDepth} levels deep`
			: `must be at most ${limits.json} characters of JSON`,
	);
	return z.NEVER;
});

function jsonText(value: unknown): string | null {
	try {
		return valueToJson(jsonValue(value));
	} catch (error) {
		if (error instanceof RangeError) return null;
		throw error;
	}
}

const fields = z.strictObject({
	eventId: named(limits.eventId)
		.optional()
		.describe("The same event again is stored once. Left out: its content's hash"),
	timestamp: time.optional().describe("When it happened; else completedAt, startedAt, or when it was received"),
	repository: named(limits.repository).describe("owner/name"),
	branch: text(limits.branch).default(""),
	commitSha: named(limits.commitSha),
	eventType: z.enum(["build_start", "build_complete", "deploy_start", "deploy_complete"]),
	status: z
		.enum(["in_progress", "success", "failure", "cancelled", "skipped"])
		.optional()
		.describe("Of a start, in_progress; a completed event has to say how it ended"),
	startedAt: time.nullish(),
	completedAt: time.nullish(),
	durationMs: z.number().min(0).nullish().describe("Left out: from startedAt and completedAt"),
	ciProvider: text(limits.ciProvider).nullish(),
	environment: text(limits.environment).nullish().describe("Where a deployment goes"),
	service: text(limits.service).nullish().describe("What is deployed, as its telemetry names it"),
	errorMessage: text(limits.errorMessage).nullish(),
	artifacts: json.nullish(),
	metadata: json.nullish(),
});

/** One build or deployment event. Names may be written as the table's columns are (`commit_sha`), too. */
export const sentBuildEvent = z
	.preprocess(camelCased, fields)
	.refine(({ eventType, status }) => status !== undefined || eventType.endsWith("_start"), {
		path: ["status"],
		message: "must say how the event ended: success, failure, cancelled or skipped",
	});

/** The body of `POST /v1/builds`: an event, or a list of them. */
export const sentBuildEvents = z.preprocess(
	(body) => (Array.isArray(body) ? body : [body]),
	z.array(sentBuildEvent).min(1).max(limits.events, `must have at most ${limits.events} events`),
);

/** An event as it is once parsed. */
export type SentBuildEvent = z.output<typeof sentBuildEvent>;

function camelCased(event: unknown): unknown {
	if (typeof event !== "object" || event === null || Array.isArray(event)) return event;
	return Object.fromEntries(
		Object.entries(event).map(([key, value]) => [
			key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
			value,
		]),
	);
}
