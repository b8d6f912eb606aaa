import type { Content } from "../../core/records/content.ts";
import type { Connection } from "../database.ts";

/** A content that came, and its place in the order in which contents came. */
export interface Arrival extends Content {
	arrival: string;
}

/** Takes the first contents whose templates are not grouped yet off the list. */
export async function takeArrivals(tx: Connection, limit: number): Promise<Arrival[]> {
	return tx.query<Arrival>(TAKE, [limit], "take_arrivals");
}

const TAKE = `
	WITH taken AS (
		DELETE FROM content_arrivals
		WHERE arrival IN (SELECT arrival FROM content_arrivals ORDER BY arrival LIMIT $1)
		RETURNING arrival, content_id
	)
	SELECT t.arrival, t.content_id AS "contentId", e.kind, e.content
	FROM taken t JOIN observability_embeddings e USING (content_id)
	ORDER BY t.arrival`;

/** Notes of contents which layout their templates have. */
export async function placeInLayouts(
	tx: Connection,
	placed: { contentId: string; layoutId: string; arrival: string }[],
): Promise<void> {
	const columns = [
		placed.map(({ contentId }) => contentId),
		placed.map(({ layoutId }) => layoutId),
		placed.map(({ arrival }) => arrival),
	];
	await tx.query(PLACE, columns, "place_in_layouts");
}

const PLACE = `
	INSERT INTO template_layouts (content_id, layout_id, arrival)
	SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[])
	ON CONFLICT (content_id) DO NOTHING`;

export interface LayoutTemplate {
	layoutId: string;
	templateId: string;
	template: string;
}

/**
 * Of each layout the first templates, and those of `newIds`, in the order in which they came. Those that a person placed
 * are left out.
 */
export async function templatesOfLayouts(
	tx: Connection,
	layoutIds: string[],
	newIds: string[],
	first: number,
): Promise<LayoutTemplate[]> {
	return tx.query<LayoutTemplate>(TEMPLATES, [layoutIds, newIds, first], "templates_of_layouts");
}

const TEMPLATES = `
	WITH wanted AS (
		SELECT t.* FROM unnest($1::bigint[]) AS l (layout_id)
		CROSS JOIN LATERAL (
			SELECT t.* FROM template_layouts t
			WHERE t.layout_id = l.layout_id AND NOT EXISTS (
				SELECT FROM template_aliases a WHERE a.content_id = t.content_id AND a.pinned_to IS NOT NULL)
			ORDER BY t.arrival LIMIT $3
		) t
		UNION
		SELECT t.* FROM template_layouts t
		WHERE t.content_id = ANY($2::bigint[]) AND NOT EXISTS (
			SELECT FROM template_aliases a WHERE a.content_id = t.content_id AND a.pinned_to IS NOT NULL)
	)
	SELECT w.layout_id AS "layoutId", w.content_id AS "templateId", e.content AS template
	FROM wanted w JOIN observability_embeddings e USING (content_id)
	ORDER BY w.arrival`;
