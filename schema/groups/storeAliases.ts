import type { MergedTemplates } from "../../core/templates/mergeTemplates.ts";
import type { Connection } from "../database.ts";

/**
 * Makes the aliases of these templates those that merging gave; what a person decided stays. An alias that is true still
 * keeps its receipt and its time. Returns the templates whose group is another one now.
 */
export async function storeAliases(
	tx: Connection,
	templateIds: string[],
	{ aliases, templates }: MergedTemplates,
): Promise<string[]> {
	const changed = await tx.query<{ contentId: string }>(
		STORE,
		[
			templateIds,
			aliases.map(({ templateId }) => templateId),
			aliases.map(({ groupId }) => groupId),
			aliases.map(({ receipt }) => receipt.rule),
			aliases.map(({ receipt }) => JSON.stringify({ varying: receipt.varying })),
		],
		"store_aliases",
	);
	await tx.query(STORE_TEMPLATES, [[...templates.keys()], [...templates.values()]], "store_template_groups");
	await tx.query(DROP_TEMPLATES, [templateIds], "drop_template_groups");
	const changedIds = changed.map(({ contentId }) => contentId);
	const followers = await tx.query<{ contentId: string }>(FOLLOW, [changedIds], "follow_aliases");
	return [...changedIds, ...followers.map(({ contentId }) => contentId)];
}

const STORE = `
	WITH wanted AS (
		SELECT * FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[]) AS w (content_id, group_id, rule, receipt)
	), gone AS (
		DELETE FROM template_aliases a
		WHERE a.content_id = ANY($1::bigint[]) AND a.pinned_to IS NULL
			AND NOT EXISTS (SELECT FROM wanted w WHERE w.content_id = a.content_id)
		RETURNING content_id
	), stored AS (
		INSERT INTO template_aliases (content_id, group_id, rule, receipt)
		SELECT content_id, group_id, rule, receipt::jsonb FROM wanted
		ON CONFLICT (content_id) DO UPDATE SET
			group_id = excluded.group_id, rule = excluded.rule, receipt = excluded.receipt, merged_at = excluded.merged_at
		WHERE template_aliases.pinned_to IS NULL AND template_aliases.group_id <> excluded.group_id
		RETURNING content_id
	)
	SELECT content_id AS "contentId" FROM gone UNION ALL SELECT content_id FROM stored`;

const STORE_TEMPLATES = `
	INSERT INTO template_groups (group_id, template)
	SELECT * FROM unnest($1::bigint[], $2::text[])
	ON CONFLICT (group_id) DO UPDATE SET template = excluded.template
	WHERE template_groups.template <> excluded.template`;

const DROP_TEMPLATES = `
	DELETE FROM template_groups g
	WHERE g.group_id = ANY($1::bigint[])
		AND NOT EXISTS (SELECT FROM template_aliases a WHERE a.group_id = g.group_id AND a.content_id <> g.group_id)`;

/** Those that a person put beside a template are in whichever group it is in. */
const FOLLOW = `
	UPDATE template_aliases p
	SET group_id = coalesce(t.group_id, p.pinned_to)
	FROM unnest($1::bigint[]) AS c (content_id)
	LEFT JOIN template_aliases t USING (content_id)
	WHERE p.pinned_to = c.content_id AND p.content_id <> c.content_id
	RETURNING p.content_id AS "contentId"`;
