import { isHost } from "./isHost.ts";
import { ADDRESS, isFile, isPath } from "./isPath.ts";
import type { MaskedText } from "./maskedText.ts";
import { Has } from "./scanWord.ts";
import { CODE_WORDS, TECHNICAL } from "./vocabulary.ts";

/** What a word stands for: a placeholder's thing, itself (null), or several things. */
export function wordShape(core: string, has: number, out: MaskedText): string | null {
	if (has & (Has.Slash | Has.Backslash) && isPath(core, has)) return "<path>";
	if (!(has & Has.Digit)) return plainShape(core, has);
	return digitShape(has & Has.Wide ? asciiDigits(core) : core, has, out);
}

/** A word of which parts vary. */
export const PARTS = "parts";

/** What a word without digits stands for; null where it stands for itself. */
function plainShape(word: string, has: number): string | null {
	if (has === 0 || has === Has.Wide) {
		const { length } = word;
		if (length === 4 || length === 5) return BOOLEANS.has(word) ? "<bool>" : null;
		return length >= 8 && word < "g" && /^[a-f]+$/.test(word) ? "<hex>" : null;
	}
	if (has & Has.At && /^[^@\s]+@[^@\s]+$/.test(word)) return "<email>";
	if (has & Has.Dot) {
		if (TECHNICAL.has(word.toLowerCase())) return null;
		if (isHost(word, has)) return "<host>";
		if (isFile(word)) return "<path>";
	}
	return null;
}

/** What a word with digits stands for; null for itself, PARTS where only parts of it vary. */
function digitShape(word: string, has: number, out: MaskedText): string | null {
	const first = word.charCodeAt(0);
	if (first >= 48 && first <= 57) {
		if (has === Has.Digit && ONLY_DIGITS.test(word)) return isCodeNext(out) ? null : "<num>";
		for (const [shape, placeholder] of NUMERIC) if (shape.test(word)) return placeholder;
	}
	if (has & Has.Colon) {
		if (MAC.test(word)) return "<mac>";
		if (IPV6.test(word) && (word.includes("::") || word.split(":", 8).length === 8)) return "<ip>";
	}
	if (has & Has.Slash && ADDRESS.test(word)) return word.startsWith("/") ? "<ip>" : "<host>";
	if (isHex(word)) return "<hex>";
	if (word.length === 36 && UUID.test(word)) return "<uuid>";
	if (TECHNICAL.has(word.toLowerCase()) || isCode(word, out) || NAME_WITH_DIGIT.test(word)) return null;
	if (has & Has.At && !AT_NUMBER.test(word)) return "<email>";
	if (has & Has.Dot) {
		if (VERSION.test(word)) return "<ver>";
		if (isHost(word, has)) return "<host>";
		if (isFile(word)) return "<path>";
	}
	return PARTS;
}

const BOOLEANS = new Set(["true", "false", "True", "False", "TRUE", "FALSE"]);
const ONLY_DIGITS = /^\d+$/;
const DURATION_UNIT = "(?:ns|us|µs|μs|ms|msecs?|secs?|seconds?|mins?|minutes?|hours?|hrs?|days?|s|m|h|d)";

/** Whole words that begin with a digit or a sign, most frequent first. None can backtrack more than a constant. */
const NUMERIC: [RegExp, string][] = [
	[/^\d+(?:\.\d+)?$/, "<num>"],
	[/^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?:[:/.]\d{1,5})?$/, "<ip>"],
	[/^\d{1,2}:\d{2}$/, "<time>"],
	[/^\d+(?:\.\d+){2,}$/, "<ver>"],
	[/^\d+(?:[.:/_-]\d+)+$/, "<num>"],
	[/^\d+(?:\.\d+)?(?:[kKMGTP]i?[bB]?|[bB]|bytes|bits)(?:\/s|ps)?$/, "<size>"],
	[new RegExp(`^(?:\\d+(?:\\.\\d+)?${DURATION_UNIT})+$`), "<duration>"],
	[/^\d+(?:\.\d+)?[eE]-?\d+$/, "<num>"],
	[/^\d+(?:\.\d+)?(?:st|nd|rd|th|x|X|px|rpm|[kMG]?Hz|dBm?|mV|V|mA|W|C|F|mm|cm|km|fps|pts?|L|f)$/, "<num>"],
	[/^0[xX][0-9a-fA-F]+$/, "<hex>"],
];
const UUID = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/;
const MAC = /^[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5,}$/;
const IPV6 = /^[0-9a-fA-F:]+(?:\.\d{1,3}){0,3}(?:\/\d{1,3})?$/;
const VERSION = /^[vV]?\d+(?:\.\d+)+(?:[._~-][A-Za-z0-9]+){0,6}$/;
/** "Http2Session", "Base64Decoder": a name within which a digit or two stand. */
const NAME_WITH_DIGIT = /^[A-Za-z]{1,24}[a-z]\d{1,2}[A-Z]?[a-z]{2,24}(?:[A-Z][a-z]+){0,8}$/;
const AT_NUMBER = /^.*[^@]@(?:[0-9a-f]{1,16}|\d[\w.-]*)$/;

/** Digits and letters from a to f, six at least, and one of each. */
function isHex(word: string): boolean {
	return word.length >= 6 && /^[0-9a-fA-F]+$/.test(word) && /[a-fA-F]/.test(word);
}

/** Whether even digits alone are a code: SQLSTATE 23505 is one as SQLSTATE 42P01 is. */
export function isCodeNext(out: MaskedText): boolean {
	return out.lastWord.toLowerCase() === "sqlstate";
}

/**
 * A short code in capitals is a word of the statement where the line says that it is one: "SQLSTATE 42P01",
 * "error TS2322", "error[E0308]". By its look alone it could as well be an order's number.
 */
function isCode(word: string, out: MaskedText): boolean {
	return CODE.test(word) && CODE_WORDS.has(out.lastWord.toLowerCase()) && !ONLY_DIGITS.test(word);
}
const CODE = /^[A-Z0-9]{2,10}(?:-\d{1,6}){0,2}$/;

/** Wide digits as ASCII ones; which digits they are does not matter. */
export function asciiDigits(word: string): string {
	return word.replace(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\uff10-\uff19]/g, "0");
}
