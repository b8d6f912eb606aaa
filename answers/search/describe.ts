import { sql } from "kysely";
import { z } from "zod";
import { CONTENT_KINDS } from "../../core/records/content.ts";
import { run } from "../../schema/compile.ts";
import type { Connection } from "../../schema/database.ts";
import type { Window } from "../timeRange.ts";
import { type Filters, seen } from "./filters.ts";

/** A template, of all of its statement, with what is known of it in the window. */
export const described = z.object({
	contentId: z.string(),
	kind: z.enum(CONTENT_KINDS),
	template: z.string(),
	count: z.number().int().describe("Occurrences in the window, by whole hours"),
	firstSeen: z.string().describe("First occurrence ever"),
	lastSeen: z.string().describe("Last occurrence in the window"),
	isNew: z.boolean().describe("Whether it was first seen within the window"),
	services: z.array(z.string()).describe("Those with most occurrences first"),
	environments: z.array(z.string()),
	levels: z.array(z.string()),
	trend: z.array(z.number().int()).describe("Occurrences in equal parts of the window, oldest first"),
	/** Where the last occurrence is to be found: its own content, of those of the statement. */
	lastContentId: z.string(),
	lastService: z.string(),
});
export type Described = z.infer<typeof described>;

/**
 * What is known of each of these statements, by the content that stands for it, in the window and the filters, in the
 * order of the ids.
 */
export async function describe(db: Connection, ids: string[], filters: Filters): Promise<Described[]> {
	if (ids.length === 0) return [];
	const slots = slotsOf(filters.window);
	const rows = await run<ActivityRow>(
		db,
		sql`SELECT m.group_id AS "groupId", a.content_id AS "contentId", a.service, a.environment, a.level, sum(a.count) AS count,
				max(a.last_seen) AS "lastSeen",
				least(${slots.count - 1}::integer, floor(extract(epoch FROM a.bucket - ${slots.start}::timestamptz)
					/ ${slots.hours * 3600}::integer))::integer AS slot
			FROM (${members(ids)}) m JOIN template_activity a USING (content_id)
			WHERE ${seen(filters)}
			GROUP BY m.group_id, a.content_id, slot, a.service, a.environment, a.level`,
	);
	const contents = await run<ContentRow>(
		db,
		sql`SELECT e.content_id AS "contentId", e.kind, coalesce(g.template, e.content) AS template,
				f.first_seen AS "firstSeen"
			FROM observability_embeddings e
			LEFT JOIN template_groups g ON g.group_id = e.content_id
			JOIN (
				SELECT m.group_id, min(a.first_seen) AS first_seen
				FROM (${members(ids)}) m CROSS JOIN LATERAL (
					SELECT min(a.first_seen) AS first_seen FROM template_activity a
					WHERE a.content_id = m.content_id AND a.bucket =
						(SELECT min(o.bucket) FROM template_activity o WHERE o.content_id = m.content_id)
				) a
				GROUP BY m.group_id
			) f ON f.group_id = e.content_id`,
	);
	const byId = new Map(contents.map((content) => [content.contentId, content]));
	const activity = Map.groupBy(rows, (row) => row.groupId);
	return ids.flatMap((id) => {
		const content = byId.get(id);
		const seenRows = activity.get(id);
		return content && seenRows ? [sumUp(content, seenRows, slots.count, filters.window)] : [];
	});
}

/** The contents of statements. */
const members = (ids: string[]) => sql`
	SELECT id AS group_id, id AS content_id FROM unnest(${ids}::bigint[]) AS id
	UNION
	SELECT group_id, content_id FROM template_aliases WHERE group_id = ANY(${ids}::bigint[])`;

interface ActivityRow {
	groupId: string;
	contentId: string;
	service: string;
	environment: string;
	level: string;
	count: number;
	lastSeen: string;
	slot: number;
}

type ContentRow = Pick<Described, "contentId" | "kind" | "template" | "firstSeen">;

/** Points of a trend, at most. */
const MAX_SLOTS = 24;
const HOUR_MS = 3600_000;

/** Equal parts of the window, of whole hours, since activity is counted by the hour. */
export function slotsOf({ from, to }: Window): { start: string; hours: number; count: number } {
	const start = Math.floor(Date.parse(from) / HOUR_MS) * HOUR_MS;
	const hours = Math.ceil((Date.parse(to) - start) / HOUR_MS);
	const each = Math.max(1, Math.ceil(hours / MAX_SLOTS));
	return { start: new Date(start).toISOString(), hours: each, count: Math.max(1, Math.ceil(hours / each)) };
}

function sumUp(content: ContentRow, rows: ActivityRow[], slots: number, window: Window): Described {
	const trend = new Array<number>(slots).fill(0);
	for (const { slot, count } of rows) trend[slot] = (trend[slot] ?? 0) + count;
	const last = rows.reduce((a, b) => (b.lastSeen > a.lastSeen ? b : a));
	return {
		...content,
		count: rows.reduce((sum, row) => sum + row.count, 0),
		lastSeen: last.lastSeen,
		isNew: Date.parse(content.firstSeen) >= Date.parse(window.from),
		services: byCount(rows, (row) => row.service),
		environments: byCount(rows, (row) => row.environment),
		levels: byCount(rows, (row) => row.level),
		trend,
		lastContentId: last.contentId,
		lastService: last.service,
	};
}

function byCount(rows: ActivityRow[], key: (row: ActivityRow) => string): string[] {
	const counts = new Map<string, number>();
	for (const row of rows) counts.set(key(row), (counts.get(key(row)) ?? 0) + row.count);
	return [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => name);
}
