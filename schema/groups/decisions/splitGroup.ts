import { contentId as hashOf } from "../../../core/contentId.ts";
import type { Connection, Queryable } from "../../database.ts";
import { lockGroups } from "../lockGroups.ts";
import { membersOfGroup, moveMembers } from "../moveMembers.ts";
import { ownGroups } from "../ownGroups.ts";
import { noteDecision } from "./mergeGroups.ts";
import { pinTemplates } from "./pinTemplates.ts";
import { RefusedDecision } from "./refusedDecision.ts";
import { standingGroup } from "./standingGroup.ts";

/**
 * Takes some contents of an error group out of it into a new one, for good: neither they nor what is left are merged
 * again but by a person. Their templates leave those of their statements as well. Returns the new group's id.
 */
export async function splitGroup(db: Queryable, groupId: string, contentIds: string[], actor: string): Promise<string> {
	return db.transaction(async (tx) => {
		await lockGroups(tx);
		const source = await standingGroup(tx, groupId);
		const members = await membersOfGroup(tx, source);
		const leaving = members.filter(({ contentId }) => contentIds.includes(contentId));
		const strangers = contentIds.filter((id) => !members.some(({ contentId }) => contentId === id));
		if (strangers.length > 0) {
			throw new RefusedDecision(
				"invalid",
				`The group does not hold ${strangers.join(", ")}: its members can be split off.`,
			);
		}
		const [founder] = leaving;
		if (!founder || leaving.length === members.length) {
			throw new RefusedDecision("invalid", "Name some of the group's contents, but not all: one has to stay.");
		}
		const own = hashOf("error group", "split", ...contentIds.toSorted());
		await ownGroups(tx, [{ groupId: own, founder: founder.contentId }]);
		await moveMembers(
			tx,
			leaving.map(({ contentId, rule, receipt }) => ({
				contentId,
				groupId: own,
				rule: "by hand",
				receipt: { by: actor, was: { ...receipt, rule } },
				pinned: true,
			})),
			actor,
		);
		await noteDecision(tx, [source, own]);
		await splitStatements(tx, contentIds, actor);
		return own;
	});
}

/** Of each statement of which templates leave and others stay, has those that leave be of one of their own. */
async function splitStatements(tx: Connection, contentIds: string[], actor: string): Promise<void> {
	const divided = await tx.query<{ statementId: string; contentIds: string[] }>(DIVIDED, [contentIds]);
	await pinTemplates(
		tx,
		divided.flatMap(({ contentIds: [first = "", ...others] }) =>
			[first, ...others].map((contentId) => ({ contentId, pinnedTo: first })),
		),
		actor,
	);
}

const DIVIDED = `
	WITH leaving AS (
		SELECT c.content_id, coalesce(a.group_id, c.content_id) AS statement_id
		FROM unnest($1::bigint[]) AS c (content_id) LEFT JOIN template_aliases a USING (content_id)
	), staying AS (
		SELECT l.statement_id FROM leaving l WHERE l.statement_id <> ALL($1::bigint[])
		UNION
		SELECT a.group_id FROM template_aliases a JOIN leaving l ON l.statement_id = a.group_id
		WHERE a.content_id <> ALL($1::bigint[])
	)
	SELECT l.statement_id AS "statementId", array_agg(l.content_id::text ORDER BY t.arrival, l.content_id) AS "contentIds"
	FROM leaving l JOIN staying USING (statement_id) LEFT JOIN template_layouts t USING (content_id)
	GROUP BY l.statement_id`;
