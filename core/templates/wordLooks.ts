import { remembered } from "./remembered.ts";

const words = (list: string) => new Set(list.trim().split(/\s+/));

/**
 * What a word looks like, by itself: "value" as identifiers do; "name" by its capitals, or in a script of which nothing
 * is known here; "statement" as words do that programs choose between; "plain" as neither.
 */
export type WordLook = "value" | "name" | "plain" | "statement";

export const wordLook = remembered({ entries: 16_384, length: 64 }, (word: string): WordLook => {
	if (METHODS.has(word)) return "value";
	if (CONSTANT.test(word)) return "name";
	const lower = word.toLowerCase();
	if (SMALL_WORDS.has(lower) || STATEMENT_WORDS.has(lower) || STATEMENT_ENDS.test(word)) return "statement";
	if (MARKED.test(word)) return "value";
	return /^\p{Lu}|[^\p{Script=Latin}-]/u.test(word) ? "name" : "plain";
});

/** How much a word of that look tells that values stand at a place, by what stands beside it. */
export function evidenceOf(look: WordLook, before: string, enumerated: boolean): number {
	if (look === "value") return WEIGHTS.value;
	if (enumerated) return AFTER_THING;
	const cue = before.toLowerCase();
	if (THING.has(cue)) return AFTER_THING;
	if (!PREPOSITION.has(cue)) return WEIGHTS[look];
	return look === "name" ? AFTER_PREPOSITION.name : AFTER_PREPOSITION.other;
}

/** From the sum of 1 on, words at one position are values: an identifier, three names, five plain words. */
const WEIGHTS: Record<WordLook, number> = { value: 1, name: 0.4, plain: 0.2, statement: 0.4 };
const AFTER_THING = 0.6;
const AFTER_PREPOSITION = { name: 0.5, other: 0.35 };

/**
 * Whether the words beside a position say that one of some states stands there, so that even "closed" is a value:
 * "state X", "the X state", "state changed to X".
 */
export function isEnumerated(before: string, after: string, wordsBefore: () => string[]): boolean {
	if (STATE.has(before.toLowerCase()) || STATE.has(after.toLowerCase())) return true;
	return LINK.has(before.toLowerCase()) && wordsBefore().some((word) => STATE.has(word.toLowerCase()));
}

const STATE = new Set(["state", "status", "reason", "mode", "phase", "result", "zustand", "état", "estado"]);
const LINK = new Set([":", "=", "to", "from", "is", "was", "now", "as"]);

/** Whether things of a kind that the word names are called by a name that follows: "user ann". */
export function isThing(word: string): boolean {
	return THING.has(word.toLowerCase());
}

/** Whether a word's end alone makes it one of a statement: "billing" may be a name as well. */
export function isGerund(word: string): boolean {
	return /ing$/.test(word) && !STATEMENT_WORDS.has(word.toLowerCase());
}

/** Whether a word says little about which statement it is from. */
export function isSmall(word: string): boolean {
	return SMALL_WORDS.has(word.toLowerCase());
}

const METHODS = words("GET HEAD POST PUT DELETE PATCH OPTIONS CONNECT TRACE");

/** In capitals: one of an enumeration, or one letter that tells things apart. */
const CONSTANT = /^(?:\p{Lu}[\p{Lu}-]*|[b-hj-z])$/u;

/** A digit, a mark within, or a capital after a small letter. */
const MARKED = /[\d_/\\@$]|[^.]\.[^.]|\p{Ll}\p{Lu}/u;

/** Kinds of errors, and what was done or is being done. */
const STATEMENT_ENDS = /(?:Exception|Error|Failure)$|^\p{L}?\p{Ll}{2,}(?:ed|ing)$/u;

const SMALL_WORDS = words(
	`a an the and or not no nor but if as at be by for from in into of off on onto out over than then to up via with
	within without is are was were been being has have had do does did can cannot could may might must shall should will
	would this that these those it its there here all any both each more most none only own same some such too very
	again already also just now still yet when while where which who why how`,
);

/** Words that come in opposites or tell how something went. */
const STATEMENT_WORDS = words(
	`open opens close closes closed start starts stop stops begin begins began begun end ends exit exits enter enters
	join joins leave leaves left read reads write writes wrote written send sends sent receive receives load loads save
	saves get gets got set sets put puts add adds remove removes create creates delete deletes update updates insert
	inserts accept accepts reject rejects allow allows deny denies grant revoke lock unlock connect disconnect mount
	unmount bind unbind attach detach enable disable push pull pause resume retry abort commit rollback login logout
	success failure successful unsuccessful successfully fail fails ok error errors warning invalid valid missing found
	lost won full empty low high new old first last next previous before after above below begin complete done ready
	unknown known good bad slow fast up down online offline active inactive alive dead yes true false null nil undefined
	timeout expired refused denied sent slain fell made run runs ran took take takes give gives gave hit hits`,
);

/** What is usually called by a name that follows. */
const THING = words(
	`user users username account login role group member customer tenant owner author client peer player host hostname
	server node worker broker service sensor port daemon process program application app container pod namespace image
	component plugin module driver package library bundle class bean method function handler controller listener file
	directory folder volume device disk partition interface table column index database schema collection topic queue
	exchange channel room stream bucket key field property attribute parameter argument option flag feature setting
	job task workflow pipeline stage thread pool domain zone region city product article type kind named called name
	kunde benutzer datei drucker von signal provider profile stream event category tag label`,
);

const PREPOSITION = words(": ( [ for from of by via with at für durch");
