import type { Connection, Queryable } from "../../database.ts";
import { lockGroups } from "../lockGroups.ts";
import { membersOfGroup, moveMembers } from "../moveMembers.ts";
import { RefusedDecision } from "./refusedDecision.ts";
import { standingGroup } from "./standingGroup.ts";

/**
 * Puts all contents of some error groups into another one, for good: what comes with their fingerprints later goes there
 * as well. Their ids stand for it from now on. Returns the id of the group.
 */
export async function mergeGroups(db: Queryable, into: string, groupIds: string[], actor: string): Promise<string> {
	return db.transaction(async (tx) => {
		await lockGroups(tx);
		const target = await standingGroup(tx, into);
		const sources = new Set<string>();
		for (const groupId of groupIds) sources.add(await standingGroup(tx, groupId));
		sources.delete(target);
		if (sources.size === 0) throw new RefusedDecision("invalid", "These groups are one already: name another one.");
		for (const source of sources) await moveAll(tx, source, target, actor);
		await noteDecision(tx, [target, ...sources]);
		return target;
	});
}

async function moveAll(tx: Connection, source: string, target: string, actor: string): Promise<void> {
	const members = await membersOfGroup(tx, source);
	await moveMembers(
		tx,
		members.map(({ contentId, rule, receipt }) => ({
			contentId,
			groupId: target,
			rule: "by hand",
			receipt: { by: actor, was: { ...receipt, rule } },
			pinned: true,
		})),
		actor,
	);
}

/** From now on the background takes nothing out of these groups, and merges none of them. */
export async function noteDecision(tx: Connection, groupIds: string[]): Promise<void> {
	await tx.query("UPDATE error_groups SET decided_at = now() WHERE group_id = ANY($1::bigint[])", [groupIds]);
}
