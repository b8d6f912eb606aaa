import type { MaskedText } from "./maskedText.ts";
import { Has, scanWord, type Word } from "./scanWord.ts";
import { templateLimits } from "./templateLimits.ts";
import { CODE_WORDS, FILE_ENDS, NEEDS_THREE, PACKAGE_ROOTS, TECHNICAL, TOP_LEVEL } from "./vocabulary.ts";

/** Writes a word of a text, with the punctuation that it carries. Returns whether a placeholder stands for all of it. */
export function maskWord(text: string, word: Word, out: MaskedText): boolean {
	let { coreStart } = word;
	// A path that follows a placeholder without a space is the rest of something else: "5/minute".
	if (text[coreStart] === "/" && out.endsInPlaceholder) coreStart++;
	const lead = text.slice(word.start, coreStart);
	const core = text.slice(coreStart, word.coreEnd);
	if (lead !== "" && !isSign(lead, core, out)) out.literal(lead);
	const replaced = core !== "" && maskCore(core, word.has, out);
	if (word.coreEnd < word.end) out.literal(text.slice(word.coreEnd, word.end));
	return replaced;
}

/** Whether what stands before a number is its sign, or a point. */
function isSign(lead: string, core: string, out: MaskedText): boolean {
	return (lead === "-" || lead === ".") && BEFORE_SIGN.has(out.last) && /^\d/.test(core);
}
const BEFORE_SIGN = new Set(["", " ", "(", "[", "{", ",", "=", ":", ";", "|", "<", ">"]);

/** Writes a word that begins and ends in a letter or digit, or begins with the slash of a path. */
function maskCore(core: string, has: number, out: MaskedText): boolean {
	const placeholder = core.length > templateLimits.word ? "<data>" : shape(core, has, out);
	if (placeholder === null) out.word(core);
	else if (placeholder !== PARTS) out.placeholder(placeholder);
	else maskMixed(core, has, out);
	return placeholder !== null && placeholder !== PARTS;
}

/** What a word stands for: a placeholder's thing, itself (null), or several things. */
function shape(core: string, has: number, out: MaskedText): string | null {
	if (has & (Has.Slash | Has.Backslash) && isPath(core, has)) return "<path>";
	if (!(has & Has.Digit)) return plainShape(core, has);
	return digitShape(has & Has.Wide ? asciiDigits(core) : core, has, out);
}

const PARTS = "parts";

/** Whether a word is a path, which may go on beyond the word. */
export function isPath(word: string, has: number): boolean {
	if (has & Has.Backslash) {
		return /^(?:[A-Za-z]:)?[\\/]/.test(word) || word.indexOf("\\") !== word.lastIndexOf("\\");
	}
	if (!(has & Has.Slash)) return false;
	const first = word.indexOf("/");
	if (first === 0) return !ADDRESS.test(word);
	if (has & Has.Digit && /^\d+(?:[./:-]\d+)*$/.test(word)) return false;
	const several = word.indexOf("/", first + 1) > 0;
	return (
		several ||
		(first === 1 && word.startsWith(".")) ||
		word.startsWith("../") ||
		((has & Has.Dot) !== 0 && isFile(word))
	);
}

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
		if (has === Has.Digit && ONLY_DIGITS.test(word)) return out.lastWord.toLowerCase() === "sqlstate" ? null : "<num>";
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
/** As Java writes an address: the name, which may be missing, a slash, and the number. */
const ADDRESS = /^[\w.-]*\/\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?$/;
const VERSION = /^[vV]?\d+(?:\.\d+)+(?:[._~-][\w~]+){0,6}$/;
/** "Http2Session", "Base64Decoder": a name within which a digit or two stand. */
const NAME_WITH_DIGIT = /^[A-Za-z]{1,24}[a-z]\d{1,2}[A-Z]?[a-z]{2,24}(?:[A-Z][a-z]+){0,8}$/;
const AT_NUMBER = /^.*[^@]@(?:[0-9a-f]{1,16}|\d[\w.-]*)$/;

/** Digits and letters from a to f, six at least, and one of each. */
function isHex(word: string): boolean {
	return word.length >= 6 && /^[0-9a-fA-F]+$/.test(word) && /[a-fA-F]/.test(word);
}

/**
 * A short code in capitals is a word of the statement where the line says that it is one: "SQLSTATE 42P01",
 * "error TS2322", "error[E0308]". By its look alone it could as well be an order's number.
 */
function isCode(word: string, out: MaskedText): boolean {
	return CODE.test(word) && CODE_WORDS.has(out.lastWord.toLowerCase()) && !ONLY_DIGITS.test(word);
}
const CODE = /^[A-Z0-9]{2,10}(?:-\d{1,6}){0,2}$/;

/** A host's name, with or without a port. */
function isHost(word: string, has: number): boolean {
	if (has & (Has.At | Has.Slash | Has.Backslash | Has.Wide)) return false;
	const colon = has & Has.Colon ? word.indexOf(":") : -1;
	const name = colon < 0 ? word : word.slice(0, colon);
	if (colon >= 0 && !/^\d{1,5}$/.test(word.slice(colon + 1))) return false;
	const dot = name.lastIndexOf(".");
	if (dot <= 0) return colon > 0 && name === "localhost";
	const top = name.slice(dot + 1).toLowerCase();
	if (!TOP_LEVEL.has(top) || !/^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/.test(name)) return false;
	const first = name.indexOf(".");
	if (first === dot) return !NEEDS_THREE.has(top) || colon > 0;
	return !PACKAGE_ROOTS.has(name.slice(0, first)) || (TOP_LEVEL.has(top) && !NEEDS_THREE.has(top));
}

/** A file's name, with or without a line and a column. */
function isFile(word: string): boolean {
	const end = /\.([A-Za-z][A-Za-z0-9]{0,9})(?::\d{1,9}){0,2}$/.exec(word)?.[1];
	return end !== undefined && FILE_ENDS.has(end.toLowerCase());
}

/** Wide digits as ASCII ones; which digits they are does not matter. */
function asciiDigits(word: string): string {
	return word.replace(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\uff10-\uff19]/g, "0");
}

/** A word of which numbers are parts: "eth0", "pool-1-thread-2", "topic:17". Where they are most of it, it is an id. */
function maskMixed(core: string, has: number, out: MaskedText): void {
	const word = has & Has.Wide ? asciiDigits(core) : core;
	const colon = has & Has.Colon ? word.indexOf(":") : -1;
	const at = has & Has.At ? word.lastIndexOf("@") : -1;
	if (colon > 0 && !/\d/.test(word.slice(0, colon))) {
		chunk(word.slice(0, colon + 1), out);
		chunk(word.slice(colon + 1), out);
	} else if (at > 0) {
		chunk(word.slice(0, at + 1), out);
		out.placeholder(ONLY_DIGITS.test(word.slice(at + 1)) ? "<num>" : "<hex>");
	} else if (DIGITS_AND_LETTERS.test(word) || ONE_LETTER.test(word) || (word.match(/\d+/g)?.length ?? 0) > 2) {
		out.placeholder("<id>");
	} else {
		for (const part of word.split(/(\d+(?:\.\d+)?)/)) {
			if (/^\d/.test(part)) out.placeholder("<num>");
			else if (part !== "") chunk(part, out);
		}
	}
}

/** Letters that follow digits at once. */
const DIGITS_AND_LETTERS = /\d[^\d\W_]/;
/** A letter alone before digits. */
const ONE_LETTER = /(?:^|[\W_])[^\d\W_]\d/;

/** A part of a word, as if it stood for itself. */
function chunk(text: string, out: MaskedText): void {
	maskWord(text, scanWord(text, 0), out);
}
