/** A template as positions that can be compared with those of another one. */
export interface Skeleton {
	/** Words, punctuation marks, spaces; WILD where a placeholder is (part of) the word, or no value. A list is one WILD. */
	tokens: string[];
	/** What the template holds at each of these positions. */
	sources: string[];
	/** Templates of different layouts are never of one group: the positions of words, and all the punctuation. */
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
	return { tokens, sources, layout: tokens.map((token, at) => (mayVary(token, at) ? "w" : token)).join("") };
}

/** Whether templates of one statement may differ at a position, of which a token is given. */
export function mayVary(token: string, position: number): boolean {
	return position < COMPARED && isWord(token);
}

/** Some sixty words: farther on, templates of one statement are the same. */
const COMPARED = 128;

/** Whether a token is more than punctuation or space. */
export function isWord(token: string): boolean {
	return token === WILD || WORD.test(token);
}

/** Words with the marks within them and the placeholders that are part of them, spaces, and other marks one by one. */
const TOKEN = /(?:<[a-z*]+>|[\p{L}\p{N}_$@/\\-]|[.:](?=[\p{L}\p{N}_<]))+|\s+|./gsu;
const PLACEHOLDER = /<[a-z*]+>/;
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
