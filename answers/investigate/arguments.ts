import { z } from "zod";
import { AnswerError } from "../answerError.ts";
import { MAX_DAYS, MAX_MS, timeRange } from "../timeRange.ts";

/** Not Zod's own datetime, whose pattern is most of what a tool's definition costs. */
const moment = z
	.string()
	.refine((text) => /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(text) && !Number.isNaN(Date.parse(text)), {
		error: "give a time as ISO 8601 has it, with its zone, such as 2026-03-10T12:30:00Z.",
	});

export const investigateArguments = z.strictObject({
	error: z
		.string()
		.trim()
		.min(1, "give an error's id or words.")
		.max(2_000, "give at most 2,000 characters.")
		.optional()
		.describe("An error to explain: id of its group or template, or words of it"),
	service: z.string().trim().min(1).optional().describe("A service that is unwell"),
	environment: z.string().trim().min(1).optional().describe("Only this environment"),
	timeRange: timeRange("1h"),
	from: moment.optional().describe("Instead of timeRange: the time in which it began"),
	to: moment.optional().describe("Its end; now, unless given"),
	onset: moment.optional().describe("When it began, where that is known; else it is found"),
});
export type InvestigateArguments = z.output<typeof investigateArguments>;

/** What is asked about, in milliseconds since 1970. Throws where the times exclude each other. */
export function timesOf({ timeRange: range, from, to, onset }: InvestigateArguments, now: Date) {
	const end = to === undefined ? now.getTime() : Date.parse(to);
	const given = onset === undefined ? null : Date.parse(onset);
	const start = from === undefined ? Math.min(end - range, given ?? end) : Date.parse(from);
	if (start >= end) throw new AnswerError("invalid_argument", "from: it must be before to, which is now unless given.");
	if (end - start > MAX_MS) {
		throw new AnswerError(
			"invalid_argument",
			`from: give a time of at most ${MAX_DAYS} days; that is how long logs are kept.`,
		);
	}
	if (given !== null && !(given >= start && given < end)) {
		throw new AnswerError("invalid_argument", "onset: it must be between from and to.");
	}
	return { from: start, to: end, given };
}
