import type { Connection } from "../database.ts";

/** A new error group whose first content has its vector, or will have none. */
export interface Uncompared {
	groupId: string;
	kind: string;
	contentId: string;
	content: string;
	/** Null where it has no vector. */
	model: string | null;
	/** Whether a person decided about it. */
	decided: boolean;
}

/** The eldest groups that can be compared with others and were not. */
export async function uncomparedGroups(tx: Connection, limit: number): Promise<Uncompared[]> {
	return tx.query<Uncompared>(UNCOMPARED, [limit], "uncompared_groups");
}

// While vectors wait for their model, new groups wait with them; what is looked at stays small.
const UNCOMPARED = `
	SELECT g.group_id AS "groupId", g.kind, e.content_id AS "contentId", e.content, e.model,
		g.decided_at IS NOT NULL AS decided
	FROM error_groups g JOIN observability_embeddings e ON e.content_id = g.medoid_content_id
	WHERE g.compared_by IS NULL AND g.merged_into IS NULL AND e.state <> 'pending'
	ORDER BY g.created_at, g.group_id LIMIT $1`;

/** A group near to a new one. */
export interface NearGroup {
	groupId: string;
	contentId: string;
	content: string;
	similarity: number;
}

/**
 * Groups of the kind whose first content's vector, of the same model, is at least so near to that of the new group's,
 * nearest first: those alone that were compared themselves.
 */
export async function nearGroups(
	tx: Connection,
	{ groupId, kind, contentId, model }: Pick<Uncompared, "groupId" | "kind" | "contentId" | "model">,
	leastSimilarity: number,
): Promise<NearGroup[]> {
	return tx.query<NearGroup>(NEAR, [contentId, model, [kind], groupId, leastSimilarity], "near_groups");
}

const NEAR = `
	SELECT g.group_id AS "groupId", e.content_id AS "contentId", e.content, n.similarity
	FROM nearest_contents((SELECT embedding FROM observability_embeddings WHERE content_id = $1::bigint), $2::text,
		$3::text[]) n
	JOIN error_groups g ON g.medoid_content_id = n.content_id
	JOIN observability_embeddings e ON e.content_id = n.content_id
	WHERE g.group_id <> $4::bigint AND g.merged_into IS NULL AND g.compared_by IS NOT NULL
		AND n.similarity >= $5::float8
	ORDER BY n.similarity DESC, g.created_at, g.group_id`;

/** Marks a group as compared by the vectors of a model; null: it has none. */
export async function markCompared(tx: Connection, groupId: string, model: string | null): Promise<void> {
	await tx.query(MARK, [groupId, model ?? "no vector"], "mark_compared");
}

const MARK = `UPDATE error_groups SET compared_by = $2 WHERE group_id = $1`;
