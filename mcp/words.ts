import { short } from "../core/text/short.ts";
import { wholeWords } from "../core/text/wholeWords.ts";

/** The first names of a list, and how many more there are. */
export function someNames(names: string[]): string[] {
	const first = names.slice(0, MOST_NAMES).map((name) => short(name, MOST_NAME));
	return names.length > MOST_NAMES ? [...first, `${names.length - MOST_NAMES} more`] : first;
}

const MOST_NAMES = 4;
const MOST_NAME = 60;

/** A moment to the second: 2026-03-10T12:29:00Z. */
export function toSecond(timestamp: string): string {
	return `${new Date(timestamp).toISOString().slice(0, 19)}Z`;
}

/** A measured number with four digits at the most after a leading zero, and none after the point from 1,000 on. */
export function rounded(value: number | null): number | null {
	if (value === null || Number.isInteger(value)) return value;
	return Math.abs(value) >= 1_000 ? Math.round(value) : Number(value.toPrecision(4));
}

/** How to call a tool next, as the agent would write it. */
export function nextCall(tool: string, args: Record<string, string>): string {
	const written = Object.entries(args).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
	return `Next: ${tool} ${written.join(" ")}.`;
}

/** The search for errors like a text, which is not to be read as phrases and words to leave out. Nothing for no text. */
export function nextSearch(text: string | null | undefined, args: Record<string, string>): string | undefined {
	const query = (text ?? "")
		.replace(/"|(?<=^|\s)-+/g, " ")
		.replace(/\s+/g, " ")
		.trim();
	return query ? nextCall("search_errors", { query: wholeWords(query, MOST_QUERIED), ...args }) : undefined;
}

const MOST_QUERIED = 100;

/** A text of sentences, without those that are not to be said. */
export function sentences(...parts: (string | false | null | undefined)[]): string {
	return parts.filter(Boolean).join(" ");
}

/** What to say where a list goes on. */
export const MORE = "More follow: repeat the call with cursor.";
