import type { ContentKind } from "../../core/records/content.ts";
import type { Connection } from "../database.ts";

/** What was seen of an error since it was last counted. */
export interface Sightings {
	contentId: string;
	kind: ContentKind;
	/** Null where the content is in a group already. */
	content: string | null;
	/** The error group that it is in. */
	groupId: string | null;
	/** The template that stands for its statement: its own id where it has no alias. */
	statementId: string;
	count: string;
	firstSeen: string;
	lastSeen: string;
	services: string[];
	environments: string[];
}

/** Takes the first sightings that are not counted yet off the list, summed by content; and how many rows these were. */
export async function takeSightings(tx: Connection, limit: number): Promise<{ sightings: Sightings[]; taken: number }> {
	const rows = await tx.query<Sightings & { taken: number }>(TAKE, [limit], "take_sightings");
	return {
		sightings: rows.map(({ taken: _, ...sightings }) => sightings),
		taken: rows.reduce((sum, { taken }) => sum + taken, 0),
	};
}

const TAKE = `
	WITH taken AS (
		DELETE FROM error_sightings
		WHERE sighting_id IN (SELECT sighting_id FROM error_sightings ORDER BY sighting_id LIMIT $1)
		RETURNING *
	), summed AS (
		SELECT content_id, min(sighting_id) AS place, count(*)::integer AS taken, sum(count)::bigint AS count,
			min(first_seen) AS first_seen, max(last_seen) AS last_seen,
			array_agg(DISTINCT service) AS services, array_agg(DISTINCT environment) AS environments
		FROM taken GROUP BY content_id
	)
	SELECT s.content_id AS "contentId", e.kind, CASE WHEN m.content_id IS NULL THEN e.content END AS content,
		m.group_id AS "groupId", coalesce(a.group_id, s.content_id) AS "statementId", s.taken, s.count,
		s.first_seen AS "firstSeen", s.last_seen AS "lastSeen", s.services, s.environments
	FROM summed s
	JOIN observability_embeddings e USING (content_id)
	LEFT JOIN error_group_members m USING (content_id)
	LEFT JOIN template_aliases a USING (content_id)
	ORDER BY s.place`;
