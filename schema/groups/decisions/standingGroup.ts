import type { Connection } from "../../database.ts";
import { RefusedDecision } from "./refusedDecision.ts";

/** The id of the error group that stands for this one: itself, or the one that it was merged into. Throws where there is none. */
export async function standingGroup(tx: Connection, groupId: string): Promise<string> {
	const [row] = await tx.query<{ groupId: string }>(STANDING, [groupId], "standing_group");
	if (row) return row.groupId;
	throw new RefusedDecision("not_found", `No error group has the id ${groupId}. GET /api/error-groups lists them.`);
}

const STANDING = `SELECT coalesce(merged_into, group_id) AS "groupId" FROM error_groups WHERE group_id = $1::bigint`;
