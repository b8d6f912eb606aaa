import { z } from "zod";
import { CONTENT_KINDS } from "../core/records/content.ts";
import { LEVELS } from "../core/records/log.ts";
import { fuseRanks } from "../core/search/fuseRanks.ts";
import type { AnswerContext } from "./context.ts";
import { positionOf } from "./cursor.ts";
import { oneOrMore, someOf } from "./oneOrMore.ts";
import { type Fit, page, pageArguments, pageOf } from "./page.ts";
import { byStatement } from "./search/byStatement.ts";
import { describe, described, slotsOf } from "./search/describe.ts";
import { exactIds, exactMatch } from "./search/exactIds.ts";
import type { Filters } from "./search/filters.ts";
import { requireFilters } from "./search/requireFilters.ts";
import { sample, samples } from "./search/samples.ts";
import { LIST_NAMES, searchLists } from "./search/searchLists.ts";
import { MAX_MS, timeRange, windowBefore } from "./timeRange.ts";

export const searchArguments = z.strictObject({
	query: z
		.string()
		.trim()
		.min(1, "say what to look for.")
		.max(10_000, "give at most 10,000 characters.")
		.describe('Words, a pasted line, or ids; "a phrase" must stand in the text, -word must not'),
	timeRange: timeRange("7d"),
	kinds: oneOrMore(z.enum(CONTENT_KINDS)).describe(`Kinds: ${CONTENT_KINDS.join(", ")}`),
	services: someOf("service (for tests and lint: repository)"),
	environments: someOf("environment"),
	levels: oneOrMore(z.enum(LEVELS)).describe(`Levels: ${LEVELS.join(", ")}`),
	repository: z.string().optional().describe("Only what runs and builds of this repository reported"),
	branch: z.string().optional().describe("Only what runs and builds of this branch reported"),
	...pageArguments(10, 50),
});
export type SearchArguments = z.output<typeof searchArguments>;

export const searchHit = described.omit({ lastContentId: true, lastService: true }).extend({
	score: z.number().describe("For comparing hits of one answer only"),
	matchedBy: z.array(z.enum(LIST_NAMES)),
	sample: sample
		.nullable()
		.describe("The newest occurrence, of the test that the query names; null where none is kept"),
});
export type SearchHit = z.infer<typeof searchHit>;

export const searchResult = z.object({
	window: z.object({ from: z.string(), to: z.string() }),
	trendHours: z.number().int().describe("Hours that one number of a trend stands for"),
	exact: z.array(exactMatch).describe("What the query names by id"),
	hits: z.array(searchHit).describe("Templates, best first; those of one statement as one"),
	notes: z.array(z.string()).describe("What to know about this answer"),
	page,
});
export type SearchResult = z.infer<typeof searchResult>;

/**
 * Finds what was seen by its words, its spelling and its meaning, and failing tests by their names: distinct masked texts
 * with their counts, each with its newest occurrence. Costs depend on the number of distinct texts, not on the number of occurrences.
 */
export async function search(
	{ db, embedder, now }: AnswerContext,
	args: SearchArguments,
	fit?: Fit<SearchHit>,
): Promise<SearchResult> {
	const { limit, cursor, timeRange: range, query, repository, branch, ...lists } = args;
	const position = positionOf(cursor, ["search", query, range, repository, branch, lists], now);
	const window = windowBefore(position.asOf, range);
	const { found: exact, rest } = await exactIds(db, query);
	const filters: Filters = { window, repository, branch, mustMatch: operators(rest), ...lists };
	const { ranked, failures, bounded, notes } = rest
		? await searchLists(db, embedder, rest, filters)
		: { ranked: [], failures: [], bounded: false, notes: [] };
	const statements = await byStatement(db, ranked);
	const order = fuseRanks(statements.ranked);
	const shown = order.slice(position.offset, position.offset + limit);
	const byId = new Map(shown.map((hit) => [hit.id, hit]));
	const templates = await describe(db, [...byId.keys()], filters);
	const named = failures.map((failure) => ({ ...failure, contentId: statements.statementOf(failure.contentId) }));
	const newest = await samples(db, templates, named);
	const hits = templates.map(({ lastContentId, lastService, ...template }): SearchHit => {
		const rank = byId.get(template.contentId);
		return {
			...template,
			score: Math.round((rank?.score ?? 0) * 1e4) / 1e4,
			matchedBy: rank?.lists ?? [],
			sample: newest.get(template.contentId) ?? null,
		};
	});
	const { rows, page } = pageOf(hits, position, { total: order.length, totalIsLeast: bounded }, fit);
	if (order.length === 0 && exact.length === 0) {
		await requireFilters(db, args);
		notes.push(...(await elsewhere({ db, embedder, now }, args)));
		if (filters.mustMatch)
			notes.push("Without quotes and -words, which must and must not be in the text, more may match.");
	}
	return { window, trendHours: slotsOf(window).hours, exact, hits: rows, notes, page };
}

/** The part of a query that PostgreSQL's web search reads otherwise than as words: phrases and words to leave out. */
function operators(query: string): string | undefined {
	const parts = query.match(/-?"[^"]+"|(?<=^|\s)-[\p{L}\p{N}]\S*/gu);
	return parts?.join(" ").replace(/([a-z0-9])([A-Z])/g, "$1 $2");
}

/** Says what there would be without the time range, where there is nothing within it. */
async function elsewhere(context: AnswerContext, args: SearchArguments): Promise<string[]> {
	if (args.timeRange >= MAX_MS) return ["Nothing was seen that matches."];
	const wide = await search(context, { ...args, timeRange: MAX_MS, limit: 1, cursor: undefined });
	const [hit] = wide.hits;
	if (!hit) return ["Nothing was seen that matches, in the last 90 days either."];
	return [`Nothing matches in this time range; in the last 90 days ${wide.page.total} do, last at ${hit.lastSeen}.`];
}
