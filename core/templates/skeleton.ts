import { LEVELS, PLACEHOLDERS } from "./vocabulary.ts";

/** A template as positions that can be compared with those of another one. */
export interface Skeleton {
	/** Words, punctuation marks, spaces; WILD where a placeholder is (part of) the word, or no value. A list is one WILD. */
	tokens: string[];
	/** What the template holds at each of these positions. */
	sources: string[];
	/** How many positions, from the first on, may hold another word in another template of the same statement. */
	open: number;
	/** What templates of one statement have in common: the places of words, and all the rest. */
	layout: string;
}

export const WILD = "<*>";

/** The positions of a template. */
export function skeletonOf(template: string): Skeleton {
	const tokens: string[] = [];
	const sources: string[] = [];
	for (const [source] of template.matchAll(TOKEN)) {
		const wild = PLACEHOLDER.test(source) || NOTHING.has(source);
		const listed = wild ? listStart(tokens) : -1;
		if (listed >= 0) {
			// Another item of a list.
			sources.push(source);
			sources.splice(listed, sources.length, sources.slice(listed).join(""));
			tokens.length = listed + 1;
		} else {
			tokens.push(wild ? WILD : source);
			sources.push(source);
		}
	}
	// What follows the first line are an exception and its frames: which they are is what tells errors apart.
	const firstLine = tokens.findIndex((token) => token.includes("\n"));
	const open = Math.min(firstLine < 0 ? tokens.length : firstLine, MOST_OPEN);
	const layout = tokens.map((token, at) => (at < open && isWord(token) ? "w" : token)).join("");
	return { tokens, sources, open, layout };
}

/** Some sixty words: farther on, templates of one statement are the same. */
const MOST_OPEN = 128;

/** Whether a token is more than punctuation or space. */
export function isWord(token: string): boolean {
	return token === WILD || WORD.test(token);
}

/**
 * Where the message begins: behind times, levels, loggers' dotted names and, if a header has begun with one of these,
 * the names of components, processes and threads, which a colon or a bracket follows.
 */
export function messageStart(tokens: string[]): number {
	let inHeader = false;
	let at = 0;
	for (; at < tokens.length; at++) {
		const token = tokens[at] ?? "";
		if (!isWord(token)) continue;
		const next = tokens[at + 1];
		const isName = inHeader && (next === ":" || next === "[" || next === "]" || next === "|");
		if (token !== WILD && !LEVELS.has(token.toLowerCase()) && !isName && !DOTTED.test(token)) return at;
		inHeader = true;
	}
	return at;
}

const DOTTED = /^[\p{L}_$]+(?:\.[\p{L}_$]+){2,}$/u;

/** Words with the marks within them and the placeholders that are part of them, spaces, and other marks one by one. */
const ANY_PLACEHOLDER = [...PLACEHOLDERS].map((name) => name.replace("*", "\\*")).join("|");
const TOKEN = new RegExp(`(?:${ANY_PLACEHOLDER}|[\\p{L}\\p{N}_$@/\\\\-]|[.:](?=[\\p{L}\\p{N}_<]))+|\\s+|.`, "gsu");
const PLACEHOLDER = new RegExp(ANY_PLACEHOLDER);
/** What stands for a value where there is none. */
const NOTHING = new Set(["-", "null", "NULL", "nil", "None", "undefined", "NaN", "N/A", "n/a"]);
const WORD = /[\p{L}\p{N}_]/u;

/** Where the list begins that the next item would go on with; -1 where there is none. */
function listStart(tokens: string[]): number {
	let at = tokens.length - 1;
	if (tokens[at] === " ") at--;
	if (!BETWEEN.has(tokens[at] ?? "")) return -1;
	at--;
	return tokens[at] === WILD ? at : -1;
}

const BETWEEN = new Set([",", ";"]);
