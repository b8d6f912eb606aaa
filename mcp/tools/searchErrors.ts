import { z } from "zod";
import { page } from "../../answers/page.ts";
import type { SearchHit, SearchResult } from "../../answers/search.ts";
import { searchErrors as answer, searchErrorsArguments } from "../../answers/searchErrors.ts";
import { budgetArguments, rowsWithin } from "../budget.ts";
import { type CsvRow, csv, csvLineOf } from "../csv.ts";
import { defineTool } from "../defineTool.ts";
import { counted, nextCall, sentences, short, toSecond } from "../words.ts";

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
			.describe(
				"CSV, best match first; columns that are empty in every row are left out. count, lastSeen and trend (oldest first) are of the time range, firstSeen is ever, new: first seen in the time range, match: what matched, sample and ids: newest occurrence, where it differs from the template",
			),
		trendHours: z.number().describe("Hours that one number of a trend stands for"),
		ids: z.string().optional().describe("CSV: what the query names by id"),
		notes: z.array(z.string()).optional(),
		...page.shape,
	}),
	async answer(context, { maxTokens, ...args }) {
		const found = await answer(
			context,
			args,
			rowsWithin(maxTokens - RESERVED, (hit) => csvLineOf(errorRow(hit))),
		);
		return { data: dataOf(found), text: textOf(found) };
	},
});

/** Tokens for all but the rows of errors. */
const RESERVED = 600;

function dataOf({ window, hits, exact, trendHours, notes, page }: SearchResult) {
	return {
		from: toSecond(window.from),
		to: toSecond(window.to),
		errors: csv(hits.map(errorRow)),
		trendHours: trendHours * foldedBy(hits[0]?.trend ?? []),
		ids: exact.length > 0 ? csv(exact.slice(0, MOST_IDS).map(idRow)) : undefined,
		notes: notes.length > 0 ? notes : undefined,
		...page,
	};
}

const MOST_IDS = 4;

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
		service: someOf(hit.services),
		environment: someOf(hit.environments),
		template,
		sample: message === template ? null : message,
		place: sample?.place && short(sample.place, PLACE),
		requestId: sample?.requestId,
		traceId: sample?.requestId ? null : sample?.traceId,
		runId: sample?.runId,
		commitSha: sample?.commitSha,
		match: hit.matchedBy,
		trend: folded(hit.trend).join(" "),
	};
}

/** Characters of a text in a row. */
const TEMPLATE = 240;
const SAMPLE = 160;
const PLACE = 100;

/** The first names of a list, and how many more there are. */
function someOf(names: string[]): string[] {
	const first = names.slice(0, MOST_NAMES).map((name) => short(name, MOST_NAME));
	return names.length > MOST_NAMES ? [...first, `${names.length - MOST_NAMES} more`] : first;
}

const MOST_NAMES = 4;
const MOST_NAME = 60;

/** A trend of at most so many numbers: neighbours are added up. */
function folded(trend: number[]): number[] {
	const by = foldedBy(trend);
	return Array.from({ length: Math.ceil(trend.length / by) }, (_, part) =>
		trend.slice(part * by, (part + 1) * by).reduce((sum, count) => sum + count, 0),
	);
}

function foldedBy(trend: number[]): number {
	return Math.max(1, Math.ceil(trend.length / MOST_TREND_NUMBERS));
}

const MOST_TREND_NUMBERS = 8;

function idRow({ firstSeen, lastSeen, services, ...match }: SearchResult["exact"][number]): CsvRow {
	return { ...match, services: someOf(services), firstSeen: toSecond(firstSeen), lastSeen: toSecond(lastSeen) };
}

function textOf({ hits, exact, notes, page }: SearchResult): string {
	const [best] = hits;
	const named = exact.slice(0, MOST_IDS);
	return sentences(
		named.length > 0 && `The query names ${named.map(({ type, id }) => `${type} ${id}`).join(", ")}.`,
		best && `${page.totalIsLeast ? "At least " : ""}${counted(page.total, "error template")}.`,
		best && `Best match: ${inWords(best)}.`,
		...notes,
		page.truncated && "More follow: repeat the call with cursor.",
		suggestion(named, best),
	);
}

function inWords(hit: SearchHit): string {
	const since = hit.isNew ? `new since ${toSecond(hit.firstSeen)}` : `last ${toSecond(hit.lastSeen)}`;
	return `"${short(hit.template, MOST_QUOTED)}", ${hit.count} × in ${someOf(hit.services).join(", ")}, ${since}`;
}

const MOST_QUOTED = 100;

/** What to ask next about what is named by id, or else about the best match. */
function suggestion(named: SearchResult["exact"], best: SearchHit | undefined): string | undefined {
	const commit = named.find(({ type }) => type === "commit")?.id ?? best?.sample?.commitSha;
	const request = named.find(({ type }) => type === "request" || type === "trace")?.id;
	const requestId = request ?? best?.sample?.requestId ?? best?.sample?.traceId;
	if (requestId) return `Next: ${nextCall("trace_request", { requestId })}.`;
	return commit ? `Next: ${nextCall("compare_test_runs", { commitSha: commit })}.` : undefined;
}
