import type { z } from "zod";
import type { Connection } from "../../schema/database.ts";
import type { errorGroupResult, groupEvent, groupMember } from "../errorGroup.ts";

type Group = Omit<z.infer<typeof errorGroupResult>, "members" | "events" | "notes"> & { contents: number };

/** The error group that stands for this id. */
export async function readGroup(db: Connection, groupId: string): Promise<Group | undefined> {
	const [group] = await db.query<Group>(GROUP, [groupId], "error_group");
	return group;
}

const GROUP = `
	SELECT g.group_id::text AS "groupId", g.kind, g.title, g.status, g.occurrences::float8 AS occurrences,
		g.first_seen AS "firstSeen", g.last_seen AS "lastSeen", g.services, g.environments,
		g.resolved_at AS "resolvedAt", g.resolved_by AS "resolvedBy", g.regressed_at AS "regressedAt",
		g.regressed_by AS "regressedBy",
		(SELECT count(*) FROM error_group_members m WHERE m.group_id = g.group_id)::integer AS contents
	FROM error_groups asked JOIN error_groups g ON g.group_id = coalesce(asked.merged_into, asked.group_id)
	WHERE asked.group_id = $1::bigint`;

/** Its contents, those that were seen most first. */
export async function groupMembers(db: Connection, groupId: string): Promise<z.infer<typeof groupMember>[]> {
	return db.query(MEMBERS, [groupId, MOST_MEMBERS], "error_group_members");
}

export const MOST_MEMBERS = 100;

const MEMBERS = `
	SELECT m.content_id::text AS "contentId", e.content AS template, m.rule, m.receipt, m.joined_at AS "joinedAt",
		m.pinned, m.occurrences::float8 AS occurrences, m.first_seen AS "firstSeen", m.last_seen AS "lastSeen"
	FROM error_group_members m JOIN observability_embeddings e USING (content_id)
	WHERE m.group_id = $1::bigint
	ORDER BY m.occurrences DESC, m.content_id LIMIT $2`;

/** What became of it, newest first. */
export async function groupEvents(db: Connection, groupId: string): Promise<z.infer<typeof groupEvent>[]> {
	return db.query(EVENTS, [groupId, MOST_EVENTS], "error_group_events");
}

export const MOST_EVENTS = 100;

const EVENTS = `
	SELECT timestamp, action, actor, detail FROM error_group_events
	WHERE group_id = $1::bigint ORDER BY event_id DESC LIMIT $2`;
