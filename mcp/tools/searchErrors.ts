import { z } from "zod";
import { page } from "../../answers/page.ts";
import type { SearchHit, SearchResult } from "../../answers/search.ts";
import { searchErrors as answer, searchErrorsArguments } from "../../answers/searchErrors.ts";
import { counted } from "../../core/text/counted.ts";
import { short } from "../../core/text/short.ts";
import { budgetArguments, roomOf, rowsWithin, shares } from "../budget.ts";
import { type CsvRow, csv } from "../csv.ts";
import { defineTool } from "../defineTool.ts";
import { trendCell, trendCellHours } from "../trend.ts";
import { MORE, nextCall, sentences, someNames, toSecond } from "../words.ts";

/** Errors like a description, by template. */
export const searchErrors = defineTool({
	name: "search_errors",
	title: "Search errors",
	description: `Finds errors by what they say or mean: error logs, failed spans, failing tests, lint and build errors, \
grouped by template (numbers, ids and other variable parts masked) with counts, first and last seen, and ids of the \
newest occurrence. Use it first for a symptom, for example query="payment declined" or a pasted log line. Ids in the \
query (trace, request, run, commit) are looked up exactly. Not for following one request: use trace_request. Not for \
whether a service is well: use service_health. Not for logs below error.`,
	arguments: searchErrorsArguments.extend(budgetArguments),
	data: z.object({
		from: z.string(),
		to: z.string(),
		errors: z
			.string()
			.describe("best first; count, lastSeen and trend are of the time range, sample and ids of the newest occurrence"),
		trendHours: z.number().describe("Hours that one number of a trend stands for, oldest first"),
		ids: z.string().optional().describe("what the query names by id"),
		notes: z.array(z.string()).optional(),
		...page.shape,
	}),
	async answer(context, { maxTokens, ...args }) {
		const { list, tables } = shares(maxTokens, mayNameIds(args.query));
		const found = await answer(context, args, rowsWithin(list, errorRow));
		return { data: dataOf(found, tables), text: textOf(found) };
	},
});

/** Whether something in the query may be looked up by its id, and will need room. */
function mayNameIds(query: string): boolean {
	return /\d/.test(query);
}

function dataOf({ window, hits, exact, trendHours, notes, page }: SearchResult, tokens: number) {
	const room = roomOf(tokens);
	const ids = room.table("ids", exact.map(idRow));
	const said = [...notes, ...room.leftOut];
	return {
		from: toSecond(window.from),
		to: toSecond(window.to),
		ids,
		errors: csv(hits.map(errorRow)),
		trendHours: trendCellHours(trendHours, hits),
		notes: said.length > 0 ? said : undefined,
		...page,
	};
}

function errorRow(hit: SearchHit): CsvRow {
	const { sample } = hit;
	const template = short(hit.template, TEMPLATE);
	const message = sample && short(sample.message, SAMPLE);
	return {
		count: hit.count,
		lastSeen: toSecond(hit.lastSeen),
		firstSeen: toSecond(hit.firstSeen),
		new: hit.isNew,
		kind: hit.kind,
		level: hit.levels,
		service: someNames(hit.services),
		environment: someNames(hit.environments),
		template,
		sample: message === template ? null : message,
		place: sample?.place && short(sample.place, PLACE),
		requestId: sample?.requestId,
		traceId: sample?.requestId ? null : sample?.traceId,
		runId: sample?.runId,
		commitSha: sample?.commitSha,
		match: hit.matchedBy,
		trend: trendCell(hit.trend),
	};
}

/** Characters of a text in a row. */
const TEMPLATE = 240;
const SAMPLE = 160;
const PLACE = 100;

function idRow({ firstSeen, lastSeen, services, ...match }: SearchResult["exact"][number]): CsvRow {
	return { ...match, services: someNames(services), firstSeen: toSecond(firstSeen), lastSeen: toSecond(lastSeen) };
}

function textOf({ hits, exact, notes, page }: SearchResult): string {
	const [best] = hits;
	const named = exact.slice(0, MOST_NAMED);
	return sentences(
		named.length > 0 && `The query names ${named.map(({ type, id }) => `${type} ${id}`).join(", ")}.`,
		best && `${page.totalIsLeast ? "At least " : ""}${counted(page.total, "error template")}.`,
		best && `Best match: ${inWords(best)}.`,
		!best && notes.join(" "),
		page.truncated && MORE,
		suggestion(named, best),
	);
}

const MOST_NAMED = 2;

function inWords(hit: SearchHit): string {
	const since = hit.isNew ? `new since ${toSecond(hit.firstSeen)}` : `last ${toSecond(hit.lastSeen)}`;
	return `"${short(hit.template, MOST_QUOTED)}", ${hit.count} × in ${someNames(hit.services).join(", ")}, ${since}`;
}

const MOST_QUOTED = 100;

/** What to ask next about what is named by id, or else about the best match. */
function suggestion(named: SearchResult["exact"], best: SearchHit | undefined): string | undefined {
	const commit = named.find(({ type }) => type === "commit")?.id ?? best?.sample?.commitSha;
	const request = named.find(({ type }) => type === "request" || type === "trace")?.id;
	const requestId = request ?? best?.sample?.requestId ?? best?.sample?.traceId;
	if (requestId) return nextCall("trace_request", { requestId });
	return commit ? nextCall("compare_test_runs", { commitSha: commit }) : undefined;
}
