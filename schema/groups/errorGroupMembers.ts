import type { Connection } from "../database.ts";

export type MemberRule = "first" | "same fingerprint" | "same template" | "near" | "by hand";

/** Sightings of a content, and the group in which they count. */
export interface Counted {
	contentId: string;
	groupId: string;
	/** How it came into the group; null where it is there already. */
	joined: { fingerprint: string; rule: MemberRule; receipt: object } | null;
	count: string;
	firstSeen: string;
	lastSeen: string;
	services: string[];
	environments: string[];
}

/** Puts contents that are in no group yet into theirs, and counts the sightings of all: for each of them and its group. */
export async function countSightings(tx: Connection, counted: Counted[]): Promise<void> {
	if (counted.length > 0) await tx.query(COUNT, [JSON.stringify(counted.map(columns)), MOST_NAMES], "count_sightings");
}

function columns({ contentId, groupId, joined, firstSeen, lastSeen, ...rest }: Counted) {
	const seen = { first_seen: firstSeen, last_seen: lastSeen };
	return { content_id: contentId, group_id: groupId, ...seen, ...rest, ...(joined ?? IS_THERE) };
}

/** The row of a content that is in its group already keeps what it has. */
const IS_THERE = { fingerprint: "", rule: "first", receipt: {} };

/** Services and environments of a group that are named, at most: a sender may make up any number of them. */
export const MOST_NAMES = 50;

const merged = (known: string, more: string) =>
	`CASE WHEN ${known} @> ${more} THEN ${known}
		ELSE (ARRAY(SELECT DISTINCT unnest(${known} || ${more}) ORDER BY 1))[1:$2] END`;

const COUNT = `
	WITH counted AS (
		SELECT * FROM jsonb_to_recordset($1::text::jsonb) AS c (content_id bigint, group_id bigint, fingerprint text,
			rule text, receipt jsonb, count bigint, first_seen timestamptz, last_seen timestamptz, services text[],
			environments text[])
	), members AS (
		INSERT INTO error_group_members AS m (content_id, group_id, fingerprint, rule, receipt, services, environments,
			occurrences, first_seen, last_seen)
		SELECT content_id, group_id, fingerprint, rule, receipt, services[1:$2], environments[1:$2], count, first_seen,
			last_seen
		FROM counted
		ON CONFLICT (content_id) DO UPDATE SET
			occurrences = m.occurrences + excluded.occurrences,
			first_seen = least(m.first_seen, excluded.first_seen),
			last_seen = greatest(m.last_seen, excluded.last_seen),
			services = ${merged("m.services", "excluded.services")},
			environments = ${merged("m.environments", "excluded.environments")}
	), of_group AS (
		SELECT group_id, sum(count)::bigint AS count, min(first_seen) AS first_seen, max(last_seen) AS last_seen,
			(SELECT array_agg(DISTINCT name) FROM counted n CROSS JOIN unnest(n.services) AS name
				WHERE n.group_id = c.group_id) AS services,
			(SELECT array_agg(DISTINCT name) FROM counted n CROSS JOIN unnest(n.environments) AS name
				WHERE n.group_id = c.group_id) AS environments
		FROM counted c GROUP BY group_id
	)
	UPDATE error_groups g SET
		occurrences = g.occurrences + o.count,
		first_seen = least(g.first_seen, o.first_seen),
		last_seen = greatest(g.last_seen, o.last_seen),
		services = ${merged("g.services", "o.services")},
		environments = ${merged("g.environments", "o.environments")}
	FROM of_group o WHERE g.group_id = o.group_id`;
