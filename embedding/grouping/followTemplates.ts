import { contentId } from "../../core/contentId.ts";
import { type Move, planMoves } from "../../core/groups/planMoves.ts";
import type { Connection } from "../../schema/database.ts";
import { membersOfStatements } from "../../schema/groups/membersOfStatements.ts";
import { type MemberMove, moveMembers } from "../../schema/groups/moveMembers.ts";
import { ownGroups } from "../../schema/groups/ownGroups.ts";

/** Has errors follow their templates, whose statements have changed: into the groups of those, and out of what were theirs. */
export async function followTemplates(tx: Connection, contentIds: string[]): Promise<void> {
	if (contentIds.length === 0) return;
	const moves = planMoves(await membersOfStatements(tx, contentIds));
	const founders = new Set(moves.flatMap(({ to }) => ("founder" in to ? [to.founder] : [])));
	await ownGroups(
		tx,
		[...founders].map((founder) => ({ founder, groupId: ownGroupOf(founder) })),
	);
	await moveMembers(tx, moves.map(moveOf), "vagus");
}

/** The group that an error began with, or would have. */
const ownGroupOf = (founder: string) => contentId("error group", `template:${founder}`);

function moveOf({ contentId, to, statementId }: Move): MemberMove {
	const groupId = "groupId" in to ? to.groupId : ownGroupOf(to.founder);
	const rule = "founder" in to && to.founder === contentId ? "first" : "same template";
	return { contentId, groupId, rule, receipt: { template: statementId }, pinned: false };
}
