import { LEVELS } from "../templates/vocabulary.ts";
import { partsOf, typesIn } from "./errorIdentity.ts";

/**
 * Whether two contents that are near to each other may be one error: "opened" is near to "closed" for any embedding, and
 * "memory limit exceeded" to "soft memory limit exceeded". They have the same types of exceptions, thrown by the same
 * function, and say the same words, but for articles and the like; or one of them says them behind a mark, as an error
 * is that was wrapped on its way. What is said behind an error may be its cause.
 */
export function mayBeOneError(one: string, other: string): boolean {
	const [a, b] = [partsOf(one), partsOf(other)];
	if (a.message.flatMap(typesIn).join(" ") !== b.message.flatMap(typesIn).join(" ")) return false;
	if (a.frames[0] !== b.frames[0]) return false;
	const [shorter = [], longer = []] = [a, b]
		.map(({ message }) => clausesOf(message.join(": ")))
		.toSorted((x, y) => x.flat().length - y.flat().length);
	return isSaidIn(shorter, longer);
}

/** Words that say something, by what stands between two marks. */
function clausesOf(message: string): string[][] {
	return message
		.split(MARK)
		.map((clause) => (clause.toLowerCase().match(WORD) ?? []).filter(says))
		.filter((words) => words.length > 0);
}

/** Marks that a statement writes between its parts; a colon within a word is part of it. */
const MARK = /[,;()[\]{}|]|[:.!?](?=\s|$)| - /;
const WORD = /<[a-z*]+>|[\p{L}\p{N}_$.:]*[\p{L}\p{N}_$]/gu;
const says = (word: string) => !word.startsWith("<") && !HARMLESS.has(word) && !LEVELS.has(word);

/** Whether the words of one are all that the other says from some mark on. */
function isSaidIn(shorter: string[][], longer: string[][]): boolean {
	const words = shorter.flat();
	const all = longer.flat();
	const start = all.length - words.length;
	if (start > 0 && (words.length < FEWEST || !startsOf(longer).includes(start))) return false;
	return words.every((word, index) => all[start + index] === word);
}

/** At which word each part begins. */
function startsOf(clauses: string[][]): number[] {
	let at = 0;
	return clauses.map((words) => {
		const start = at;
		at += words.length;
		return start;
	});
}

/** Fewer words are said in too many errors to tell one. */
const FEWEST = 3;

/** Words whose presence changes nothing. */
const HARMLESS = new Set(
	`a an the of in on at to for by with from as is was are were be been has have had did does do this that its it and
	der die das den dem des ein eine einen einer wurde wird ist sind hat el la los las un una del de le les du`.split(
		/\s+/,
	),
);
