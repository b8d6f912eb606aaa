import { short } from "./short.ts";

/** A text in quotes within a sentence: on one line, cut where it is longer than a sentence bears. */
export function quoted(text: string): string {
	return `"${short(text, MOST_QUOTED)}"`;
}

const MOST_QUOTED = 160;
