import { sql } from "kysely";
import { type Change, changeOf } from "../../core/groups/changeOf.ts";
import type { ContentKind } from "../../core/records/content.ts";
import { run } from "../../schema/compile.ts";
import type { Connection } from "../../schema/database.ts";
import { slotsOf } from "../search/describe.ts";
import { all, seen } from "../search/filters.ts";
import { lengthOf, type Window, windowBefore } from "../timeRange.ts";
import type { GROUP_STATUSES, ListedGroup } from "./listedGroup.ts";

export interface GroupFilters {
	window: Window;
	statuses: (typeof GROUP_STATUSES)[number][];
	kinds?: ContentKind[];
	services?: string[];
	environments?: string[];
}

/** An error group that was seen in the window, without what is read of those alone that are shown. */
export type SeenGroup = Omit<ListedGroup, "trend" | "contents">;

/**
 * Error groups that were seen in a window, those with a change first, then by their count: regressed, new, grown. Read
 * are the window's hours of errors and those of the window before.
 */
export async function readGroups(db: Connection, filters: GroupFilters): Promise<SeenGroup[]> {
	const { window, statuses, kinds } = filters;
	const before = windowBefore(new Date(window.from), lengthOf(window));
	const both = { ...filters, window: { from: before.from, to: window.to } };
	const rows = await run<Omit<SeenGroup, "change">>(
		db,
		sql`SELECT g.group_id::text AS "groupId", g.kind, coalesce(left(split_part(t.template, E'\n', 1), ${TITLE}::integer), g.title) AS title,
				g.status, c.count, c.before, g.occurrences::float8 AS occurrences, g.first_seen AS "firstSeen",
				g.last_seen AS "lastSeen", g.services, g.environments, g.resolved_at AS "resolvedAt",
				g.resolved_by AS "resolvedBy", g.regressed_at AS "regressedAt", g.regressed_by AS "regressedBy"
			FROM (
				SELECT m.group_id,
					coalesce(sum(a.count) FILTER (WHERE a.bucket >= ${hourOf(window.from)}), 0)::float8 AS count,
					coalesce(sum(a.count) FILTER (WHERE a.bucket < ${hourOf(window.from)}), 0)::float8 AS before
				FROM template_activity a JOIN error_group_members m USING (content_id)
				WHERE ${seen({ ...both, levels: ["error", "fatal"] })}
				GROUP BY m.group_id
			) c
			JOIN error_groups g USING (group_id)
			LEFT JOIN template_aliases s ON s.content_id = g.medoid_content_id
			LEFT JOIN template_groups t
				ON g.fingerprint LIKE 'template:%' AND t.group_id = coalesce(s.group_id, g.medoid_content_id)
			WHERE c.count > 0 AND g.status = ANY(${statuses}::text[])
				AND ${all([kinds && sql`g.kind = ANY(${kinds}::text[])`])}
			ORDER BY c.count DESC, g.last_seen DESC, g.group_id`,
	);
	const hours = { hours: hoursFrom(window.from, window.to), hoursBefore: hoursFrom(before.from, hourOf(window.from)) };
	return rows
		.map((row) => ({ ...row, change: changeOf({ ...row, ...hours, from: window.from }) }))
		.toSorted((a, b) => weight(b.change) - weight(a.change));
}

/** Characters of a title. */
const TITLE = 200;

/** The whole hour that a moment is in, by which activity is counted. */
function hourOf(moment: string): string {
	return new Date(Math.floor(Date.parse(moment) / HOUR_MS) * HOUR_MS).toISOString();
}

const HOUR_MS = 3600_000;

/** What the hours of a window cover, from the beginning of the first one. */
function hoursFrom(from: string, to: string): number {
	return Math.max(1, (Date.parse(to) - Date.parse(hourOf(from))) / HOUR_MS);
}

const WEIGHTS: Record<Change, number> = { regressed: 3, new: 2, grown: 1 };
const weight = (change: Change | null) => (change === null ? 0 : WEIGHTS[change]);

/** The trend in the window, and how many contents they have, of these groups. */
export async function detailsOf(
	db: Connection,
	groupIds: string[],
	filters: GroupFilters,
): Promise<Map<string, Pick<ListedGroup, "trend" | "contents">>> {
	if (groupIds.length === 0) return new Map();
	const { start, hours, count } = slotsOf(filters.window);
	const rows = await run<{ groupId: string; slot: number | null; count: number; contents: number }>(
		db,
		sql`SELECT m.group_id::text AS "groupId", a.slot, sum(coalesce(a.count, 0))::float8 AS count,
				(SELECT count(*) FROM error_group_members n WHERE n.group_id = m.group_id)::integer AS contents
			FROM error_group_members m LEFT JOIN LATERAL (
				SELECT a.count, least(${count - 1}::integer, floor(extract(epoch FROM a.bucket - ${start}::timestamptz)
					/ ${hours * 3600}::integer))::integer AS slot
				FROM template_activity a
				WHERE a.content_id = m.content_id AND ${seen({ ...filters, levels: ["error", "fatal"] })}
			) a ON true
			WHERE m.group_id = ANY(${groupIds}::bigint[])
			GROUP BY m.group_id, a.slot`,
	);
	return new Map(
		[...Map.groupBy(rows, (row) => row.groupId)].map(([groupId, ofGroup]) => {
			const trend = new Array<number>(count).fill(0);
			for (const row of ofGroup) if (row.slot !== null) trend[row.slot] = row.count;
			return [groupId, { trend, contents: ofGroup[0]?.contents ?? 0 }];
		}),
	);
}
