import type { Connection } from "../database.ts";

/** The template that stands for the statement of each of these contents, by content id; those that stand for themselves are missing. */
export async function statementsOf(db: Connection, contentIds: string[]): Promise<Map<string, string>> {
	if (contentIds.length === 0) return new Map();
	const rows = await db.query<{ contentId: string; groupId: string }>(ALIASES, [contentIds], "statements_of");
	return new Map(rows.map(({ contentId, groupId }) => [contentId, groupId]));
}

const ALIASES = `
	SELECT content_id AS "contentId", group_id AS "groupId" FROM template_aliases WHERE content_id = ANY($1::bigint[])`;
