import { errorIdentity } from "../../core/groups/errorIdentity.ts";
import type { ContentKind } from "../../core/records/content.ts";
import type { Connection } from "../database.ts";

/** A group for contents that leave another one, and the first of them. */
export interface OwnGroup {
	groupId: string;
	founder: string;
}

/** Makes groups for contents that are in another one still, or makes those of before stand for themselves again. */
export async function ownGroups(tx: Connection, groups: OwnGroup[]): Promise<void> {
	if (groups.length === 0) return;
	const founders = groups.map(({ founder }) => founder);
	const contents = await tx.query<{ contentId: string; kind: ContentKind; content: string }>(CONTENTS, [founders]);
	const titles = new Map(contents.map((content) => [content.contentId, errorIdentity(content).title]));
	await tx.query(OPEN, [
		groups.map(({ groupId }) => groupId),
		founders,
		founders.map((founder) => titles.get(founder) ?? ""),
	]);
}

const CONTENTS = `
	SELECT content_id AS "contentId", kind, content FROM observability_embeddings WHERE content_id = ANY($1::bigint[])`;

const OPEN = `
	INSERT INTO error_groups (group_id, fingerprint, kind, title, medoid_content_id, first_seen, last_seen)
	SELECT n.group_id, m.fingerprint, g.kind, n.title, n.founder, m.first_seen, m.last_seen
	FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS n (group_id, founder, title)
	JOIN error_group_members m ON m.content_id = n.founder
	JOIN error_groups g ON g.group_id = m.group_id
	ON CONFLICT (group_id) DO UPDATE SET merged_into = NULL, medoid_content_id = excluded.medoid_content_id
	WHERE error_groups.merged_into IS NOT NULL`;
