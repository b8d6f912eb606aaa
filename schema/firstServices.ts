import type { Connection } from "./database.ts";

/** The service in which each of these contents was seen first; contents that were never seen are left out. */
export async function firstServices(db: Connection, contentIds: string[]): Promise<Map<string, string>> {
	const rows = await db.query<{ contentId: string; service: string }>(FIRST, [contentIds], "first_services");
	return new Map(rows.map(({ contentId, service }) => [contentId, service]));
}

// The key's order: one row each, however long a content has been seen.
const FIRST = `
	SELECT c.content_id AS "contentId", a.service
	FROM unnest($1::bigint[]) AS c (content_id)
	CROSS JOIN LATERAL (
		SELECT service FROM template_activity a WHERE a.content_id = c.content_id ORDER BY bucket LIMIT 1
	) a`;
