import { readdirSync, readFileSync } from "node:fs";
import { values } from "./values.ts";

/** A line, and which statement of its style wrote it. */
export interface LabelledLine {
	line: string;
	statement: number;
}

const folder = new URL("labelled/", import.meta.url);

/** The styles in which there are labelled lines. */
export const styles = readdirSync(folder)
	.map((file) => file.replace(/\.txt$/, ""))
	.sort();

/**
 * Lines of a style, the same in each run: a file holds the header that its logger writes (which may be empty), then a
 * statement a line. `{name}` is one of the values of that name, `{a|b}` one of the given ones; in a header that is chosen
 * once for a statement, and `{~a|b}` for each line. As in real logs a few statements write most lines.
 */
export function labelledLines(style: string, { header }: { header: boolean }): LabelledLine[] {
	const [head = "", ...statements] = readFileSync(new URL(`${style}.txt`, folder), "utf8")
		.trimEnd()
		.split("\n");
	const below = randomBelow(style);
	const lines = statements.flatMap((statement, index) => {
		const count = 1 + Math.floor(60 / (1 + ((index * 11) % statements.length)));
		// A statement has its level and its component for good; threads, hosts and times change.
		const own = head.replace(/\{([^{}"~]*\|[^{}"]*)\}/g, (_, list: string) => oneOf(list, below));
		return Array.from({ length: count }, () => ({
			line: (header ? expand(own, below) : "") + expand(statement, below),
			statement: index,
		}));
	});
	return lines
		.map((line) => ({ line, order: below(1e9) }))
		.sort((a, b) => a.order - b.order)
		.map(({ line }) => line);
}

/** Whole numbers below a bound, evenly spread, the same for the same seed. */
function randomBelow(seed: string): (bound: number) => number {
	let state = 0x9e3779b9;
	for (const character of seed) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);
	return (bound) => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * bound);
	};
}

/** The innermost fields first: an alternative may hold fields. */
function expand(pattern: string, below: (bound: number) => number): string {
	let text = pattern;
	for (let depth = 0; depth < 3; depth++) {
		text = text.replace(FIELD, (field, name: string) => {
			const known = values[name];
			if (known) return known(below);
			return name.includes("|") ? oneOf(name.replace(/^~/, ""), below) : field;
		});
	}
	return text;
}

function oneOf(list: string, below: (bound: number) => number): string {
	const alternatives = list.split("|");
	return alternatives[below(alternatives.length)] ?? "";
}

const FIELD = /\{([^{}"]+)\}/g;
