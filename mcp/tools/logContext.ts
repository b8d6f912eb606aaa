import { z } from "zod";
import type { LogLine } from "../../answers/logContext/readLines.ts";
import { logContext as answer, type LogContextResult, logContextArguments } from "../../answers/logContext.ts";
import { counted } from "../../core/text/counted.ts";
import { short } from "../../core/text/short.ts";
import { budgetArguments, rowsWithin, shares } from "../budget.ts";
import { type CsvRow, csv } from "../csv.ts";
import { defineTool } from "../defineTool.ts";
import { nextCall, nextSearch, sentences } from "../words.ts";

/** What was logged around a line. */
export const logContext = defineTool({
	name: "log_context",
	title: "Log lines around a moment",
	description: `Shows the log lines just before and after a moment, of every level: of a service, a host, a request or \
trace, or of all of them. Use it for what led to a line that search_errors found: at=its lastSeen, service=its service. \
Not for finding lines by their words: use search_errors. Not for the spans of a request: use trace_request.`,
	arguments: logContextArguments.extend(budgetArguments),
	data: z.object({
		at: z.string(),
		lines: z.string().describe("by time; offsetMs: after at"),
		total: z.number(),
		totalIsLeast: z.boolean(),
		truncated: z.boolean(),
		earlier: z.string().nullable().describe("Cursor of the lines before"),
		later: z.string().nullable().describe("Cursor of the lines after"),
	}),
	async answer(context, { maxTokens, ...args }) {
		const row = (line: LogLine) => lineRow(line, args);
		const found = await answer(context, args, rowsWithin(shares(maxTokens, false).list, row));
		return { data: { at: found.at, lines: csv(found.lines.map(row)), ...found.page }, text: textOf(found) };
	},
});

/** Characters of a text in a row. */
const NAME = 80;
const MESSAGE = 300;

/** A line without what all lines have in common, because it was asked for. */
function lineRow(line: LogLine, asked: z.output<typeof logContextArguments>): CsvRow {
	const { service, environment, host, logger, errorType, errorMessage } = line;
	const message = short(line.message, MESSAGE);
	const error = [errorType, errorMessage].filter(Boolean).join(": ");
	return {
		offsetMs: Math.round(Date.parse(line.timestamp) - Date.parse(asked.at)),
		level: line.level,
		service: asked.service ? null : short(service, NAME),
		environment: asked.environment ? null : short(environment, NAME),
		host: asked.host || !host ? null : short(host, NAME),
		logger: logger && short(logger, NAME),
		message,
		error: error && !message.includes(error) ? short(error, MESSAGE) : null,
		requestId: asked.requestId ? null : line.requestId && short(line.requestId, NAME),
		traceId: asked.requestId || line.requestId ? null : line.traceId,
	};
}

function textOf({ at, lines, page }: LogContextResult): string {
	const sides = [page.earlier && "cursor=earlier", page.later && "cursor=later"].filter(Boolean);
	if (page.total === 0) return "No line in this time matches.";
	return sentences(
		`${page.totalIsLeast ? "At least " : ""}${counted(page.total, "line")} in this time, ${lines.length} shown.`,
		sides.length > 0 && `More follow: repeat the call with the value of ${sides.join(" or ")}.`,
		suggestion(at, lines),
	);
}

/** The request of the line that was meant, or else what the nearest error is like. */
function suggestion(at: string, lines: LogLine[]): string | undefined {
	const distance = ({ timestamp }: LogLine) => Math.abs(Date.parse(timestamp) - Date.parse(at));
	const nearest = lines.toSorted((a, b) => distance(a) - distance(b));
	const failed = nearest.find(({ level }) => level === "error" || level === "fatal");
	const requestId = (failed ?? nearest[0])?.requestId ?? (failed ?? nearest[0])?.traceId;
	if (requestId) return nextCall("trace_request", { requestId });
	return failed && nextSearch(failed.message, { service: failed.service });
}
