import type pc from "picocolors";
import type { ExactMatch } from "../../answers/search/exactIds.ts";
import type { SearchHit, SearchResult } from "../../answers/search.ts";
import { oneLine } from "../support/oneLine.ts";
import { sparkline } from "../support/sparkline.ts";
import { absoluteTime, relativeTime } from "../support/times.ts";
import { resultNotes } from "./resultNotes.ts";

type Colors = ReturnType<typeof pc.createColors>;

export interface TextOptions {
	/** Width of the terminal. */
	columns: number;
	colors: Colors;
}

/** A search's result for people: what the query names by id, then templates, then what to know about the answer. */
export function resultText(result: SearchResult, options: TextOptions): string {
	const { exact, hits } = result;
	const now = result.window.to;
	return [
		...exact.map((match) => exactText(match, now, options)),
		...hits.map((hit) => hitText(hit, result, options)),
		resultNotes(result).join("\n"),
	]
		.filter((part) => part !== "")
		.join("\n\n");
}

/** Further lines of a result stand below its first. */
const INDENT = "  ";

function exactText(match: ExactMatch, now: string, { columns, colors }: TextOptions): string {
	const counts = [counted(match.spans, "span"), counted(match.logs, "log"), counted(match.runs, "run")];
	const failed = match.failedTests > 0 ? colors.red(counted(match.failedTests, "failed test")) : "";
	return [
		`${colors.bold(match.type)} ${colors.cyan(oneLine(match.id))}`,
		INDENT + joined([...counts, failed, list(match.services)]),
		...seenLines(match, now, columns - INDENT.length).map((line) => INDENT + colors.dim(line)),
	].join("\n");
}

function hitText(hit: SearchHit, { window, trendHours }: SearchResult, { columns, colors }: TextOptions): string {
	const [level = hit.kind] = hit.levels;
	const width = columns - INDENT.length;
	const template = oneLine(hit.template);
	const trend = `${colors.cyan(sparkline(hit.trend))} ${colors.dim(`${trendHours} h a bar`)}`;
	return [
		`${colors[LEVEL_COLORS[level] ?? "bold"](level)} ${colors.bold(cutTo(template, columns - level.length - 1))}`,
		`${INDENT}${hit.count} × ${trend}${hit.isNew ? ` ${colors.yellow("new")}` : ""}`,
		...seenLines(hit, window.to, width).map((line) => INDENT + colors.dim(line)),
		INDENT + cutTo(joined([hit.kind, list(hit.services), list(hit.environments), list(hit.levels.slice(1))]), width),
		...sampleLines(hit, template, width).map((line) => INDENT + colors.dim(line)),
	].join("\n");
}

const LEVEL_COLORS: Record<string, "bgRed" | "red" | "yellow" | "green" | "gray"> = {
	fatal: "bgRed",
	error: "red",
	warn: "yellow",
	info: "green",
	debug: "gray",
	trace: "gray",
};

/** The newest occurrence, where it says more than the template, and its ids: whole, since they are for going on with. */
function sampleLines(hit: SearchHit, template: string, width: number): string[] {
	if (!hit.sample) return [`template ${hit.contentId}`];
	const { message, place, traceId, spanId, requestId, runId, commitSha } = hit.sample;
	const text = oneLine(message);
	const ids = {
		trace: traceId,
		span: spanId,
		request: requestId,
		run: runId,
		commit: commitSha,
		template: hit.contentId,
	};
	return [
		...(text === template ? [] : [cutTo(`> ${text}`, width)]),
		...(place ? [cutTo(`at ${oneLine(place)}`, width)] : []),
		...wrapped(
			Object.entries(ids).flatMap(([name, id]) => (id ? [`${name} ${oneLine(id)}`] : [])),
			width,
		),
	];
}

function seenLines({ firstSeen, lastSeen }: SearchHit | ExactMatch, now: string, width: number): string[] {
	const told = (iso: string) => `${relativeTime(iso, now)} (${absoluteTime(iso)})`;
	return wrapped([`first ${told(firstSeen)}`, `last ${told(lastSeen)}`], width);
}

function counted(number: number, what: string): string {
	return number === 0 ? "" : `${number} ${what}${number === 1 ? "" : "s"}`;
}

/** Most names of a list. */
const LISTED = 5;

function list(names: string[]): string {
	const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : "";
	return names.slice(0, LISTED).map(oneLine).join(", ") + more;
}

function joined(parts: string[]): string {
	return parts.filter((part) => part !== "").join(" · ");
}

function cutTo(text: string, width: number): string {
	const letters = Array.from(text);
	return letters.length <= width ? text : `${letters.slice(0, Math.max(0, width - 1)).join("")}…`;
}

/** Parts on as few lines as hold them, none of them broken. */
function wrapped(parts: string[], width: number): string[] {
	const lines: string[] = [];
	for (const part of parts) {
		const line = lines.at(-1);
		if (line !== undefined && line.length + part.length + 3 <= width) lines[lines.length - 1] = `${line} · ${part}`;
		else lines.push(part);
	}
	return lines;
}
