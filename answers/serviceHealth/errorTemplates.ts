import { sql } from "kysely";
import { run } from "../../schema/compile.ts";
import type { Connection } from "../../schema/database.ts";
import { type Described, describe } from "../search/describe.ts";
import { type Filters, seen } from "../search/filters.ts";
import type { Window } from "../timeRange.ts";

/** The errors of a service that were seen most in a window, and how many there are in all. */
export async function errorTemplates(
	db: Connection,
	service: string,
	window: Window,
): Promise<{ errors: Described[]; total: number }> {
	const filters: Filters = { window, services: [service], levels: ["error", "fatal"] };
	const rows = await run<{ contentId: string; total: number }>(
		db,
		sql`SELECT coalesce(s.group_id, a.content_id) AS "contentId", count(*) OVER ()::integer AS total
			FROM template_activity a LEFT JOIN template_aliases s USING (content_id)
			WHERE ${seen(filters)}
			GROUP BY coalesce(s.group_id, a.content_id)
			ORDER BY sum(a.count) DESC, max(a.last_seen) DESC, 1
			LIMIT ${MOST_ERRORS}`,
	);
	const errors = await describe(
		db,
		rows.map(({ contentId }) => contentId),
		filters,
	);
	return { errors, total: rows[0]?.total ?? 0 };
}

const MOST_ERRORS = 10;
