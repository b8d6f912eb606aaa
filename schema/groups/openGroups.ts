import type { ContentKind } from "../../core/records/content.ts";
import type { Connection } from "../database.ts";

export interface NewGroup {
	groupId: string;
	fingerprint: string;
	kind: ContentKind;
	title: string;
	medoidContentId: string;
	firstSeen: string;
	lastSeen: string;
}

/**
 * Makes error groups that have no members yet. Where one was there before, its contents may be in another one by now:
 * returns in which group each of these stands, by id.
 */
export async function openGroups(tx: Connection, groups: NewGroup[]): Promise<Map<string, string>> {
	if (groups.length === 0) return new Map();
	await tx.query(
		OPEN,
		[
			groups.map(({ groupId }) => groupId),
			groups.map(({ fingerprint }) => fingerprint),
			groups.map(({ kind }) => kind),
			groups.map(({ title }) => title),
			groups.map(({ medoidContentId }) => medoidContentId),
			groups.map(({ firstSeen }) => firstSeen),
			groups.map(({ lastSeen }) => lastSeen),
		],
		"open_groups",
	);
	const rows = await tx.query<{ groupId: string; standsIn: string }>(
		STANDS_IN,
		[groups.map(({ groupId }) => groupId)],
		"groups_stand_in",
	);
	return new Map(rows.map(({ groupId, standsIn }) => [groupId, standsIn]));
}

const OPEN = `
	INSERT INTO error_groups (group_id, fingerprint, kind, title, medoid_content_id, first_seen, last_seen)
	SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::timestamptz[],
		$7::timestamptz[])
	ON CONFLICT (group_id) DO NOTHING`;

const STANDS_IN = `
	SELECT group_id AS "groupId", coalesce(merged_into, group_id) AS "standsIn"
	FROM error_groups WHERE group_id = ANY($1::bigint[])`;
