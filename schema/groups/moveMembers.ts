import type { Connection } from "../database.ts";
import { type MemberRule, MOST_NAMES } from "./errorGroupMembers.ts";
import { noteReturns } from "./noteReturns.ts";

export interface MemberMove {
	contentId: string;
	/** The group that it goes to, which is there. */
	groupId: string;
	rule: MemberRule;
	receipt: object;
	/** By a person, for good. */
	pinned: boolean;
}

/**
 * Moves contents between error groups, with all that was counted of them. A group that has none left stands for the one
 * into which its first content went; another one that lost its first content is held by the eldest of those left.
 */
export async function moveMembers(tx: Connection, moves: MemberMove[], actor: string): Promise<void> {
	if (moves.length === 0) return;
	const rows = moves.map(({ contentId, groupId, ...rest }) => ({ content_id: contentId, group_id: groupId, ...rest }));
	const left = await tx.query<{ groupId: string }>(MOVE, [JSON.stringify(rows), actor], "move_members");
	const touched = [...new Set([...left, ...moves].map(({ groupId }) => groupId))];
	await tx.query(RETIRE, [touched], "retire_groups");
	await tx.query(REDIRECT, [touched], "redirect_groups");
	await tx.query(RECOUNT, [touched], "recount_groups");
	await noteReturns(tx, touched);
}

export interface GroupMember {
	contentId: string;
	rule: MemberRule;
	receipt: Record<string, unknown>;
}

/** The contents of an error group. */
export async function membersOfGroup(tx: Connection, groupId: string): Promise<GroupMember[]> {
	return tx.query<GroupMember>(MEMBERS, [groupId], "members_of_group");
}

const MEMBERS = `
	SELECT content_id AS "contentId", rule, receipt FROM error_group_members
	WHERE group_id = $1::bigint ORDER BY joined_at, content_id`;

const MOVE = `
	WITH moves AS (
		SELECT * FROM jsonb_to_recordset($1::text::jsonb)
			AS v (content_id bigint, group_id bigint, rule text, receipt jsonb, pinned boolean)
	), moved AS (
		UPDATE error_group_members m
		SET group_id = v.group_id, rule = v.rule, pinned = v.pinned, joined_at = now(),
			receipt = v.receipt || jsonb_build_object('from', o.group_id::text)
		FROM moves v JOIN error_group_members o USING (content_id)
		WHERE m.content_id = v.content_id AND (m.group_id <> v.group_id OR v.pinned)
		RETURNING m.content_id, m.group_id, m.rule, m.receipt, o.group_id AS from_id
	), noted AS (
		INSERT INTO error_group_events (group_id, action, actor, detail)
		SELECT group_id, 'joined', $2, jsonb_build_object('rule', rule, 'from', from_id::text,
			'contents', jsonb_agg(content_id::text ORDER BY content_id), 'receipt', (jsonb_agg(receipt))[0])
		FROM moved WHERE from_id <> group_id
		GROUP BY group_id, rule, from_id
	)
	SELECT DISTINCT from_id AS "groupId" FROM moved`;

/** Groups without a member: where their first content is now is where they stand. */
const RETIRE = `
	UPDATE error_groups g
	SET merged_into = m.group_id, occurrences = 0, compared_by = coalesce(g.compared_by, 'merged')
	FROM error_group_members m
	WHERE g.group_id = ANY($1::bigint[]) AND m.content_id = g.medoid_content_id AND m.group_id <> g.group_id
		AND NOT EXISTS (SELECT FROM error_group_members o WHERE o.group_id = g.group_id)`;

/** What stands for a group that stands for another one stands for that one. */
const REDIRECT = `
	UPDATE error_groups g SET merged_into = t.merged_into
	FROM error_groups t
	WHERE g.merged_into = t.group_id AND t.group_id = ANY($1::bigint[]) AND t.merged_into IS NOT NULL`;

const names = (column: string) =>
	`(ARRAY(SELECT DISTINCT unnest(m.${column}) FROM error_group_members m WHERE m.group_id = g.group_id ORDER BY 1))[1:${MOST_NAMES}]`;

const RECOUNT = `
	UPDATE error_groups g SET
		occurrences = s.occurrences, first_seen = s.first_seen, last_seen = s.last_seen,
		services = ${names("services")}, environments = ${names("environments")},
		medoid_content_id = CASE WHEN s.has_medoid THEN g.medoid_content_id ELSE s.eldest END
	FROM (
		SELECT m.group_id, sum(m.occurrences)::bigint AS occurrences, min(m.first_seen) AS first_seen,
			max(m.last_seen) AS last_seen, bool_or(m.content_id = o.medoid_content_id) AS has_medoid,
			(array_agg(m.content_id ORDER BY m.first_seen, m.content_id))[1] AS eldest
		FROM error_group_members m JOIN error_groups o USING (group_id)
		WHERE m.group_id = ANY($1::bigint[])
		GROUP BY m.group_id
	) s
	WHERE g.group_id = s.group_id`;
