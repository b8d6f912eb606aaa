import type { Connection, Queryable } from "../../database.ts";
import { lockGroups } from "../lockGroups.ts";
import { RefusedDecision } from "./refusedDecision.ts";

/** Puts templates beside another one by a person's decision: its own id splits a template off. Merging leaves them alone from then on. */
export async function pinTemplates(
	tx: Connection,
	pins: { contentId: string; pinnedTo: string }[],
	actor: string,
): Promise<void> {
	if (pins.length === 0) return;
	const contentIds = pins.map(({ contentId }) => contentId);
	await tx.query(PIN, [contentIds, pins.map(({ pinnedTo }) => pinnedTo), actor]);
	await tx.query(FOLLOW, [contentIds]);
	await tx.query(LOOK_AGAIN, [contentIds]);
}

/** Says that these templates are of one statement with another one, or, alone, that they are of none but their own. */
export async function decideTemplates(
	db: Queryable,
	contentIds: string[],
	into: string | null,
	actor: string,
): Promise<void> {
	await db.transaction(async (tx) => {
		await lockGroups(tx);
		const asked = [...new Set([...contentIds, ...(into === null ? [] : [into])])];
		const known = await tx.query("SELECT FROM observability_embeddings WHERE content_id = ANY($1::bigint[])", [asked]);
		if (known.length < asked.length) throw new RefusedDecision("not_found", "Not all of these are ids of templates.");
		const pins = contentIds
			.filter((contentId) => contentId !== into)
			.map((contentId) => ({ contentId, pinnedTo: into ?? contentId }));
		await pinTemplates(tx, pins, actor);
	});
}

// What they are put beside may be beside another one itself, by a person's decision: then that one counts.
const PIN = `
	WITH pins AS (
		SELECT p.content_id, coalesce(t.pinned_to, p.pinned_to) AS pinned_to
		FROM unnest($1::bigint[], $2::bigint[]) AS p (content_id, pinned_to)
		LEFT JOIN template_aliases t ON t.content_id = p.pinned_to AND t.pinned_to IS NOT NULL
			AND t.content_id <> ALL($1::bigint[])
	)
	INSERT INTO template_aliases AS a (content_id, group_id, rule, receipt, pinned_to)
	SELECT p.content_id, CASE WHEN p.content_id = p.pinned_to THEN p.content_id
			WHEN p.pinned_to = ANY($1::bigint[]) THEN p.pinned_to ELSE coalesce(t.group_id, p.pinned_to) END,
		'by hand', jsonb_build_object('by', $3::text), p.pinned_to
	FROM pins p LEFT JOIN template_aliases t ON t.content_id = p.pinned_to
	ON CONFLICT (content_id) DO UPDATE SET
		group_id = excluded.group_id, rule = excluded.rule, merged_at = now(), pinned_to = excluded.pinned_to,
		receipt = excluded.receipt || jsonb_build_object('was',
			a.receipt || jsonb_build_object('rule', a.rule, 'template', a.group_id::text))`;

/** What a person put beside one of these before goes with it. */
const FOLLOW = `
	UPDATE template_aliases f SET group_id = p.group_id, pinned_to = p.pinned_to
	FROM template_aliases p
	WHERE p.content_id = ANY($1::bigint[]) AND f.pinned_to = p.content_id AND f.content_id <> ALL($1::bigint[])`;

/** Has the background group anew what was merged with these, and the errors of all of them. */
const LOOK_AGAIN = `
	INSERT INTO content_arrivals (content_id)
	SELECT content_id FROM unnest($1::bigint[]) AS content_id
	UNION
	SELECT content_id FROM template_aliases WHERE group_id = ANY($1::bigint[]) AND pinned_to IS NULL
	UNION
	SELECT DISTINCT ON (t.layout_id) t.content_id
	FROM template_layouts t
	WHERE t.layout_id IN (SELECT layout_id FROM template_layouts WHERE content_id = ANY($1::bigint[]))
		AND t.content_id <> ALL($1::bigint[])`;
