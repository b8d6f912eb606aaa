import type { Queryable } from "../../database.ts";
import { lockGroups } from "../lockGroups.ts";
import { standingGroup } from "./standingGroup.ts";

export const STATUS_DECISIONS = ["resolve", "ignore", "reopen"] as const;
export type StatusDecision = (typeof STATUS_DECISIONS)[number];

/** Sets an error group's status by a person's decision, which the audit trail keeps. Returns the id of the group. */
export async function setStatus(
	db: Queryable,
	groupId: string,
	decision: StatusDecision,
	by: { actor: string; at: Date; reason?: string },
): Promise<string> {
	return db.transaction(async (tx) => {
		await lockGroups(tx);
		const standing = await standingGroup(tx, groupId);
		const { status, action } = STATUSES[decision];
		await tx.query(SET, [standing, status, action, by.actor, by.at.toISOString(), by.reason ?? null]);
		return standing;
	});
}

const STATUSES = {
	resolve: { status: "resolved", action: "resolved" },
	ignore: { status: "ignored", action: "ignored" },
	reopen: { status: "open", action: "reopened" },
} as const satisfies Record<StatusDecision, { status: string; action: string }>;

const SET = `
	WITH decided AS (
		UPDATE error_groups
		SET status = $2, decided_at = now(), regressed_at = NULL, regressed_by = NULL,
			resolved_at = CASE WHEN $2 = 'resolved' THEN $5::timestamptz END,
			resolved_by = CASE WHEN $2 = 'resolved' THEN $4 END
		WHERE group_id = $1::bigint
		RETURNING group_id
	)
	INSERT INTO error_group_events (group_id, action, actor, detail)
	SELECT group_id, $3, $4, jsonb_strip_nulls(jsonb_build_object('at', $5::timestamptz, 'reason', $6::text)) FROM decided`;
