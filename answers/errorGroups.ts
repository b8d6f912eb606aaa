import { z } from "zod";
import { CHANGES } from "../core/groups/changeOf.ts";
import { CONTENT_KINDS } from "../core/records/content.ts";
import type { AnswerContext } from "./context.ts";
import { positionOf } from "./cursor.ts";
import { GROUP_STATUSES, type ListedGroup, listedGroup } from "./errorGroups/listedGroup.ts";
import { detailsOf, readGroups } from "./errorGroups/readGroups.ts";
import { oneOrMore, someOf } from "./oneOrMore.ts";
import { type Fit, page, pageArguments, pageOf } from "./page.ts";
import { slotsOf } from "./search/describe.ts";
import { requireFilters } from "./search/requireFilters.ts";
import { timeRange, windowBefore } from "./timeRange.ts";

export const errorGroupsArguments = z.strictObject({
	timeRange: timeRange("24h"),
	changes: oneOrMore(z.enum(CHANGES)).describe("Only those that are new, grown or regressed in the range"),
	statuses: oneOrMore(z.enum(GROUP_STATUSES))
		.prefault(["open", "regressed"])
		.describe(`${GROUP_STATUSES.join(", ")}; else open and regressed ones`),
	kinds: oneOrMore(z.enum(CONTENT_KINDS)).describe(`Kinds: ${CONTENT_KINDS.join(", ")}`),
	services: someOf("service (for tests and lint: repository)"),
	environments: someOf("environment"),
	...pageArguments(20, 100),
});
export type ErrorGroupsArguments = z.output<typeof errorGroupsArguments>;

export const errorGroupsResult = z.object({
	window: z.object({ from: z.string(), to: z.string() }),
	trendHours: z.number().int().describe("Hours that one number of a trend stands for"),
	counts: z.record(z.enum(CHANGES), z.number().int()).describe("Groups by change, of all that were seen"),
	groups: z.array(listedGroup).describe("Regressed ones first, then new, grown, and others, each by count"),
	notes: z.array(z.string()).describe("What to know about this answer"),
	page,
});
export type ErrorGroupsResult = z.infer<typeof errorGroupsResult>;

/** The errors of a time range by group: what is new, has grown or came back in it, and what goes on. */
export async function errorGroups(
	{ db, now }: AnswerContext,
	{ limit, cursor, timeRange: range, changes, statuses = [], ...names }: ErrorGroupsArguments,
	fit?: Fit<ListedGroup>,
): Promise<ErrorGroupsResult> {
	const position = positionOf(cursor, ["error_groups", range, changes, statuses, names], now);
	const filters = { window: windowBefore(position.asOf, range), statuses, ...names };
	const seen = await readGroups(db, filters);
	const asked = changes ? seen.filter(({ change }) => change !== null && changes.includes(change)) : seen;
	const shown = asked.slice(position.offset, position.offset + limit);
	const details = await detailsOf(
		db,
		shown.map(({ groupId }) => groupId),
		filters,
	);
	const { rows, page } = pageOf(
		shown.map((group) => ({ ...group, ...(details.get(group.groupId) ?? { trend: [], contents: 0 }) })),
		position,
		{ total: asked.length },
		fit,
	);
	if (seen.length === 0) await requireFilters(db, names);
	return {
		window: filters.window,
		trendHours: slotsOf(filters.window).hours,
		counts: Object.fromEntries(
			CHANGES.map((change) => [change, seen.filter((group) => group.change === change).length]),
		) as Record<(typeof CHANGES)[number], number>,
		groups: rows,
		notes: asked.length === 0 && seen.length > 0 ? [`${seen.length} groups were seen, none of which changed so.`] : [],
		page,
	};
}
