import { z } from "zod";
import { AnswerError } from "./answerError.ts";
import type { AnswerContext } from "./context.ts";
import { listedGroup } from "./errorGroups/listedGroup.ts";
import { groupEvents, groupMembers, MOST_EVENTS, MOST_MEMBERS, readGroup } from "./errorGroups/readGroup.ts";
import { idArgument } from "./idArgument.ts";

export const errorGroupArguments = z.strictObject({
	groupId: idArgument("Id of an error group; that of one that was merged stands for the one that it went into"),
});

export const groupMember = z.object({
	contentId: z.string(),
	template: z.string(),
	rule: z.string().describe("How it came into the group: first, same fingerprint, same template, near, by hand"),
	receipt: z
		.looseObject({})
		.describe("Why: distance and model of a near one, who decided it by hand, from which group it came"),
	joinedAt: z.string(),
	pinned: z.boolean().describe("Whether a person put it here, for good"),
	occurrences: z.number().int(),
	firstSeen: z.string(),
	lastSeen: z.string(),
});

export const groupEvent = z.object({
	timestamp: z.string(),
	action: z.string(),
	actor: z.string().describe("Name of a key; vagus: by itself"),
	detail: z.looseObject({}),
});

export const errorGroupResult = listedGroup
	.omit({ change: true, count: true, before: true, trend: true, contents: true })
	.extend({
		members: z.array(groupMember).describe("Those seen most first"),
		events: z.array(groupEvent).describe("Newest first"),
		notes: z.array(z.string()).describe("What to know about this answer"),
	});

/** An error group: what it holds and why, and what became of it. */
export async function errorGroup(
	{ db }: AnswerContext,
	{ groupId }: z.output<typeof errorGroupArguments>,
): Promise<z.infer<typeof errorGroupResult>> {
	const group = await readGroup(db, groupId);
	if (!group) {
		throw new AnswerError("not_found", `No error group has the id ${groupId}. GET /api/error-groups lists them.`);
	}
	const { contents, ...known } = group;
	const members = await groupMembers(db, group.groupId);
	const events = await groupEvents(db, group.groupId);
	return {
		...known,
		members,
		events,
		notes: [
			...(group.groupId === groupId ? [] : [`The group ${groupId} was merged into this one.`]),
			...(members.length < contents ? [`${MOST_MEMBERS} of ${contents} contents are listed.`] : []),
			...(events.length < MOST_EVENTS ? [] : [`The newest ${MOST_EVENTS} events are listed.`]),
		],
	};
}
