import { z } from "zod";
import { cutText } from "../text/cutText.ts";
import { repairText } from "../text/repairText.ts";
import { buildLimits as limits } from "./buildLimits.ts";

const text = (limit: number) => z.string().transform((value) => cutText(repairText(value), limit));
const named = (limit: number) => z.string().min(1).pipe(text(limit));
const time = z.iso
	.datetime({ offset: true })
	.refine((value) => Date.parse(value) >= 0, "must not be before 1970")
	.transform((value) => new Date(value).toISOString());

const json = z.json().refine((value) => JSON.stringify(value).length <= limits.json, {
	message: `must be at most ${limits.json} characters of JSON`,
});

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
