import { z } from "zod";
import { page } from "../../answers/page.ts";
import {
	traceRequest as answer,
	type TraceEntry,
	type TraceRequestResult,
	traceRequestArguments,
	traceRequestResult,
} from "../../answers/traceRequest.ts";
import { short } from "../../core/text/short.ts";
import { budgetArguments, roomOf, rowsWithin, shares } from "../budget.ts";
import { type CsvRow, csv } from "../csv.ts";
import { defineTool } from "../defineTool.ts";
import { MORE, nextCall, nextSearch, rounded, sentences, toSecond } from "../words.ts";

/** One request over all services. */
export const traceRequest = defineTool({
	name: "trace_request",
	title: "Trace a request",
	description: `Follows one request across all services: its spans as a tree with self time, the logs of each span, the \
deepest failing span with its exception, and the service in which the time went by. Takes a request id or a trace id, as \
search_errors gives them. Use it for what happened to one request, and why it failed or was slow. Not for finding \
requests: use search_errors. Not for a service's general latency or error rate: use service_health.`,
	arguments: traceRequestArguments.extend(budgetArguments),
	data: z.object({
		id: z.string(),
		type: traceRequestResult.shape.type,
		verdict: z.string(),
		start: z.string(),
		durationMs: z.number().nullable(),
		traceIds: z.array(z.string()),
		requestIds: z.array(z.string()),
		failure: z.string().optional().describe("the deepest failing span"),
		critical: traceRequestResult.shape.criticalService.optional(),
		services: z.string().optional(),
		errors: z.string().optional().describe("those that are not among the entries shown"),
		entries: z
			.string()
			.describe(
				"spans as a tree, depth first, each with its logs; selfMs: without child spans; critical: the end waited for it; orphan: its parent is missing",
			),
		notes: z.array(z.string()).optional(),
		...page.shape,
	}),
	async answer(context, { maxTokens, ...args }) {
		const { list, tables } = shares(maxTokens, args.cursor === undefined);
		const found = await answer(context, args, rowsWithin(list, entryRow));
		return { data: dataOf(found, tables), text: textOf(found) };
	},
});

function dataOf(found: TraceRequestResult, tokens: number) {
	const { id, type, criticalService, entries, errors, page } = found;
	const room = roomOf(tokens);
	const shown = new Set(entries.map(identity));
	const failure = room.table("failure", found.failure ? [failureRow(found.failure)] : []);
	const hidden = errors.filter((entry) => !shown.has(identity(entry)));
	const errorTable = room.table("errors", hidden.map(entryRow), 1 / 2);
	const services = room.table("services", found.services.map(serviceRow));
	const notes = [...found.notes.map((note) => short(note, NOTE)), ...room.leftOut];
	return {
		id,
		type,
		verdict: short(found.verdict, VERDICT),
		start: toSecond(found.firstSeen),
		durationMs: rounded(found.durationMs),
		traceIds: found.traceIds.slice(0, MOST_IDS),
		requestIds: found.requestIds.slice(0, MOST_IDS).map((other) => short(other, NAME)),
		failure,
		critical: criticalService ?? undefined,
		services,
		errors: errorTable,
		entries: csv(entries.map(entryRow)),
		notes: notes.length > 0 ? notes : undefined,
		...page,
	};
}

const MOST_IDS = 3;
/** Characters of a text. */
const VERDICT = 300;
const NOTE = 200;
const NAME = 100;
const MESSAGE = 200;
const STACK = 300;

/** What tells an entry from others: neither a log nor a damaged span has an id of its own. */
function identity({ type, timestamp, traceId, spanId, message }: TraceEntry): string {
	return JSON.stringify([type, timestamp, traceId, spanId, message]);
}

function failureRow(failure: NonNullable<TraceRequestResult["failure"]>): CsvRow {
	const { service, name, errorType, errorMessage, message, errorStack, attributes } = failure;
	const said = errorMessage ?? message;
	const known = Object.entries(attributes).map(
		([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
	);
	return {
		service: short(service, NAME),
		name: name && short(name, NAME),
		type: errorType && short(errorType, NAME),
		message: said && short(said, MESSAGE),
		attributes: short(known.join("; "), MESSAGE),
		stack: errorStack && short(errorStack, STACK),
	};
}

function serviceRow(service: TraceRequestResult["services"][number]): CsvRow {
	return { ...service, service: short(service.service, NAME), selfMs: rounded(service.selfMs) };
}

function entryRow(entry: TraceEntry): CsvRow {
	return {
		depth: entry.depth,
		type: entry.type,
		offsetMs: rounded(entry.offsetMs),
		durationMs: rounded(entry.durationMs),
		selfMs: rounded(entry.selfMs),
		service: short(entry.service, NAME),
		name: entry.name && short(entry.name, NAME),
		kind: entry.kind === "internal" ? null : entry.kind,
		status: entry.status === "unset" ? null : entry.status,
		message: entry.message && short(entry.message, MESSAGE),
		critical: entry.critical,
		orphan: entry.orphan,
	};
}

function textOf({ verdict, failure, criticalService, errors, page }: TraceRequestResult): string {
	const failed = failure ?? errors[0];
	const slow = criticalService?.service;
	return sentences(
		short(verdict, VERDICT),
		page.truncated && MORE,
		failed
			? nextSearch(failed.message ?? failed.name, { service: failed.service })
			: slow && nextCall("service_health", { service: slow }),
	);
}
