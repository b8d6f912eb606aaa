import { mayBeOneError } from "../../core/groups/mayBeOneError.ts";
import { leastSimilarity } from "../../core/groups/nearThresholds.ts";
import type { Connection, Queryable } from "../../schema/database.ts";
import { lockGroups } from "../../schema/groups/lockGroups.ts";
import { membersOfGroup, moveMembers } from "../../schema/groups/moveMembers.ts";
import {
	markCompared,
	type NearGroup,
	nearGroups,
	type Uncompared,
	uncomparedGroups,
} from "../../schema/groups/uncompared.ts";
import { groupingLimits } from "./groupingLimits.ts";
import { type GroupingOptions, inSteps } from "./inSteps.ts";

/**
 * Compares each new error group once with those before it, by the vectors of their first contents: where one is near
 * enough, and says the same, its contents go there. What is in a group for being near is near to that group's first
 * content, so that no chain of near neighbours brings two errors together that are far apart. What a person has decided
 * about stays as it is.
 */
export async function mergeNearErrors(db: Queryable, options: GroupingOptions = {}): Promise<void> {
	await inSteps(() => db.transaction(compareSome), groupingLimits.compared, options);
}

async function compareSome(tx: Connection): Promise<number> {
	await lockGroups(tx);
	const groups = await uncomparedGroups(tx, groupingLimits.compared);
	for (const group of groups) {
		const near = await nearOne(tx, group);
		if (near) await moveInto(tx, group, near);
		await markCompared(tx, group.groupId, group.model);
	}
	return groups.length;
}

async function nearOne(tx: Connection, group: Uncompared): Promise<NearGroup | undefined> {
	const least = group.model === null || group.decided ? null : leastSimilarity(group.model);
	if (least === null) return undefined;
	return (await nearGroups(tx, group, least)).find(({ content }) => mayBeOneError(content, group.content));
}

async function moveInto(tx: Connection, { groupId, contentId, model }: Uncompared, near: NearGroup): Promise<void> {
	const members = await membersOfGroup(tx, groupId);
	const receipt = { to: near.contentId, distance: Math.round((1 - near.similarity) * 1e4) / 1e4, model };
	await moveMembers(
		tx,
		members.map((member) => ({
			contentId: member.contentId,
			groupId: near.groupId,
			rule: member.contentId === contentId ? "near" : member.rule,
			receipt: member.contentId === contentId ? receipt : member.receipt,
			pinned: false,
		})),
		"vagus",
	);
}
