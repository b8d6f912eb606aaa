/** A template as positions that can be compared with those of another one. */
export interface Skeleton {
	/** A word, a punctuation mark, a space, or WILD where a placeholder is (part of) the word. Lists are one WILD. */
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
		const wild = PLACEHOLDER.test(source);
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
	return { tokens, sources, layout: tokens.map((token) => (isWord(token) ? "w" : token)).join("") };
}

/** Whether a token is more than punctuation or space. A dash alone stands for a value that is not there. */
export function isWord(token: string): boolean {
	return token === WILD || token === "-" || WORD.test(token);
}

/** Words with the marks within them and the placeholders that are part of them, spaces, and other marks one by one. */
const TOKEN = /(?:<[a-z*]+>|[\p{L}\p{N}_$@/\\-]|[.:](?=[\p{L}\p{N}_<]))+|\s+|./gsu;
const PLACEHOLDER = /<[a-z*]+>/;
const WORD = /[\p{L}\p{N}_]/u;

/** Where the list begins that the next item would go on with; -1 where there is none. */
function listStart(tokens: string[]): number {
	for (let at = tokens.length - 1; at >= Math.max(0, tokens.length - 3); at--) {
		if (tokens[at] === WILD) return at;
		if (!BETWEEN.has(tokens[at] ?? "")) return -1;
	}
	return -1;
}

const BETWEEN = new Set([" ", ",", ";"]);
