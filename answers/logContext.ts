import { z } from "zod";
import { LEVELS } from "../core/records/log.ts";
import type { AnswerContext } from "./context.ts";
import { cursorFrom, type LinePlace, placeOf } from "./logContext/lineCursor.ts";
import { countLines, type LineFilters, type LogLine, logLine, readLines } from "./logContext/readLines.ts";
import { type Fit, page, pageArguments } from "./page.ts";
import { requireName } from "./requireName.ts";
import { timeRange } from "./timeRange.ts";
import { relatedIds } from "./traceRequest/relatedIds.ts";
import { unknownId } from "./traceRequest/unknownId.ts";

export const logContextArguments = z.strictObject({
	at: z.iso
		.datetime({ offset: true, error: "give a moment as answers do, such as 2026-03-10T12:29:00Z." })
		.transform((at) => new Date(at).toISOString())
		.describe("When the line was written, as answers give it: 2026-03-10T12:29:00Z"),
	service: z.string().min(1).optional().describe("Only lines of this service"),
	host: z.string().min(1).optional().describe("Only lines of this host"),
	requestId: z.string().trim().min(1).max(255).optional().describe("Only lines of this request or trace"),
	environment: z.string().min(1).optional().describe("Only lines of this environment"),
	level: z.enum(LEVELS).prefault("trace").describe("Only lines of this level or above"),
	within: timeRange("10m").describe("How far from the moment, before and after: 10m, 1h"),
	...pageArguments(30, 200),
});
export type LogContextArguments = z.output<typeof logContextArguments>;

export const logContextResult = z.object({
	at: z.string(),
	window: z.object({ from: z.string(), to: z.string() }),
	lines: z.array(logLine).describe("By time: those nearest to the moment"),
	page: page.omit({ cursor: true }).extend({
		earlier: z.string().nullable().describe("Pass as cursor, with the same arguments, to get the lines before"),
		later: z.string().nullable().describe("The same for the lines after"),
	}),
});
export type LogContextResult = z.infer<typeof logContextResult>;

/** The lines around a moment: what a service, a host, a request or everybody wrote just before and after. */
export async function logContext(
	{ db }: AnswerContext,
	{ limit, cursor, at, within, level, requestId, ...names }: LogContextArguments,
	room: Fit<LogLine> = (lines) => lines.length,
): Promise<LogContextResult> {
	const window = around(at, within);
	const ids = requestId === undefined ? null : await relatedIds(db, requestId);
	if (requestId !== undefined && !ids) throw await unknownId(db, requestId);
	const filters: LineFilters = { window, levels: LEVELS.slice(LEVELS.indexOf(level)), ids, ...names };
	const question = ["log_context", at, within, level, requestId, names];
	const places = cursor === undefined ? bothWays(at) : [placeOf(cursor, question)];
	// One more than is shown says whether any follow.
	const read: LogLine[][] = [];
	for (const place of places) read.push(await readLines(db, filters, place, limit + 1));
	const nearest = alternating(read).slice(0, limit);
	const shown = new Set(nearest.slice(0, Math.max(1, room(nearest))));
	const ways = places.map((place, index) => wayOn(place, read[index] ?? [], shown, question));
	const total = await countLines(db, filters, MOST_COUNTED);
	if (total === 0) await requireNames(db, names);
	return {
		at,
		window,
		lines: read.flatMap((lines, index) => inOrder(lines, places[index])).filter((line) => shown.has(line)),
		page: {
			total,
			totalIsLeast: total === MOST_COUNTED,
			truncated: ways.some(({ cursor }) => cursor !== null),
			earlier: ways.find(({ toward }) => toward === "earlier")?.cursor ?? null,
			later: ways.find(({ toward }) => toward === "later")?.cursor ?? null,
		},
	};
}

const MOST_COUNTED = 10_000;

function around(at: string, ms: number): { from: string; to: string } {
	const moment = Date.parse(at);
	return { from: new Date(moment - ms).toISOString(), to: new Date(moment + ms).toISOString() };
}

function bothWays(at: string): LinePlace[] {
	return [
		{ toward: "earlier", timestamp: at, logId: null },
		{ toward: "later", timestamp: at, logId: null },
	];
}

/** Lines of both sides in turns, the nearest first: as many of one as of the other, where both have them. */
function alternating([first = [], second = []]: LogLine[][]): LogLine[] {
	const length = Math.max(first.length, second.length);
	return Array.from({ length }, (_, index) => [second[index], first[index]])
		.flat()
		.filter((line) => line !== undefined);
}

/** The cursor for what follows the lines shown on one side. */
function wayOn(place: LinePlace, lines: LogLine[], shown: Set<LogLine>, question: unknown[]) {
	const { toward } = place;
	const seen = lines.filter((line) => shown.has(line));
	if (seen.length === lines.length) return { toward, cursor: null };
	const last = seen.at(-1);
	const from: LinePlace = last ? { toward, timestamp: last.timestamp, logId: last.logId } : place;
	return { toward, cursor: cursorFrom(from, question) };
}

function inOrder(lines: LogLine[], place: LinePlace | undefined): LogLine[] {
	return place?.toward === "earlier" ? lines.toReversed() : lines;
}

async function requireNames(
	db: AnswerContext["db"],
	{ service, environment, host }: Pick<LogContextArguments, "service" | "environment" | "host">,
) {
	if (service !== undefined) await requireName(db, service, ["service"]);
	if (environment !== undefined) await requireName(db, environment, ["environment"]);
	if (host !== undefined) await requireName(db, host, ["host"]);
}
