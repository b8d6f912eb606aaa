import type { Connection } from "../database.ts";

/**
 * The ids of the contents of a group: an error group's, also where it was merged into another one, or those of the
 * templates of one statement, by the id of any of them. Empty where nothing has the id.
 */
export async function contentIdsOfGroup(db: Connection, groupId: string): Promise<string[]> {
	const rows = await db.query<{ contentId: string }>(CONTENTS, [groupId], "contents_of_group");
	return rows.map(({ contentId }) => contentId);
}

const CONTENTS = `
	WITH of_error AS (
		SELECT m.content_id FROM error_groups g
		JOIN error_group_members m ON m.group_id = coalesce(g.merged_into, g.group_id)
		WHERE g.group_id = $1::bigint
	), statement AS (
		SELECT coalesce((SELECT group_id FROM template_aliases WHERE content_id = $1::bigint), $1::bigint) AS group_id
		WHERE NOT EXISTS (SELECT FROM of_error)
	)
	SELECT content_id AS "contentId" FROM of_error
	UNION
	SELECT a.content_id FROM template_aliases a JOIN statement s USING (group_id)
	UNION
	SELECT e.content_id FROM observability_embeddings e JOIN statement s ON s.group_id = e.content_id`;
