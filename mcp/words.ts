import { cutText } from "../core/text/cutText.ts";

/** A text on one line, cut where it is longer than `limit`. */
export function short(text: string, limit: number): string {
	return cutText(text.replace(/\s+/g, " ").trim(), limit);
}

/** A moment to the second: 2026-03-10T12:29:00Z. */
export function toSecond(timestamp: string): string {
	return `${new Date(timestamp).toISOString().slice(0, 19)}Z`;
}

/** "1 error", "2 errors". */
export function counted(amount: number, noun: string): string {
	return `${amount.toLocaleString("en-US")} ${noun}${amount === 1 ? "" : "s"}`;
}

/** How to call a tool next, as the agent would write it. */
export function nextCall(tool: string, args: Record<string, string>): string {
	const written = Object.entries(args).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
	return `${tool} ${written.join(" ")}`;
}

/** A text of sentences, without those that are not to be said. */
export function sentences(...parts: (string | false | null | undefined)[]): string {
	return parts.filter(Boolean).join(" ");
}
