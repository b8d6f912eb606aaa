import { mayBeOneError } from "../../core/groups/mayBeOneError.ts";
import { leastSimilarity } from "../../core/groups/nearThresholds.ts";
import { lexicalSimilarity } from "../../core/lexical/lexicalSimilarity.ts";
import { LEXICAL_MODEL } from "../../core/lexical/lexicalVector.ts";
import type { Connection, Queryable } from "../../schema/database.ts";
import { lockGroups } from "../../schema/groups/lockGroups.ts";
import { membersOfGroup, moveMembers } from "../../schema/groups/moveMembers.ts";
import { markCompared, nearGroups, type Uncompared, uncomparedGroups } from "../../schema/groups/uncompared.ts";
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

/** A group near enough, how near, and by which model. */
interface Near {
	groupId: string;
	contentId: string;
	similarity: number;
	model: string;
}

/**
 * Where nobody measured from which distance of this model on two errors are one, it finds candidates, and the built-in
 * embedder, which was measured, decides.
 */
async function nearOne(tx: Connection, { decided, model, ...group }: Uncompared): Promise<Near | undefined> {
	if (model === null || decided) return undefined;
	const least = leastSimilarity(model);
	const candidates = (await nearGroups(tx, { ...group, model }, least ?? FOUND_FROM))
		.filter(({ content }) => mayBeOneError(content, group.content))
		.map(({ content, ...near }) =>
			least === null
				? { ...near, similarity: lexicalSimilarity(content, group.content), model: LEXICAL_MODEL }
				: { ...near, model },
		);
	return candidates.find((near) => near.similarity >= (leastSimilarity(near.model) ?? 1));
}

/** Similarity by whichever model from which on a group is looked at. */
const FOUND_FROM = 0.7;

async function moveInto(tx: Connection, { groupId, contentId }: Uncompared, near: Near): Promise<void> {
	const members = await membersOfGroup(tx, groupId);
	const distance = Math.round((1 - near.similarity) * 1e4) / 1e4;
	const receipt = { to: near.contentId, distance, model: near.model };
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
