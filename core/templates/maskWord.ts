import type { MaskedText } from "./maskedText.ts";
import { Has, scanWord, type Word } from "./scanWord.ts";
import { templateLimits } from "./templateLimits.ts";
import { asciiDigits, isCodeNext, PARTS, wordShape } from "./wordShape.ts";

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
	return (lead === "-" || lead === ".") && BEFORE_SIGN.has(out.last) && /^\d/.test(core) && !isCodeNext(out);
}
const BEFORE_SIGN = new Set(["", " ", "(", "[", "{", ",", "=", ":", ";", "|", "<", ">"]);

/** Writes a word that begins and ends in a letter or digit, or begins with the slash of a path. */
function maskCore(core: string, has: number, out: MaskedText): boolean {
	const placeholder = core.length > templateLimits.word ? "<data>" : wordShape(core, has, out);
	if (placeholder === PARTS) return maskMixed(core, has, out);
	if (placeholder === null) return out.word(core);
	out.placeholder(placeholder);
	return true;
}

/** A word of which numbers are parts: "eth0", "pool-1-thread-2", "topic:17". Where they are most of it, it is an id. */
function maskMixed(core: string, has: number, out: MaskedText): boolean {
	const word = has & Has.Wide ? asciiDigits(core) : core;
	const colon = has & Has.Colon ? word.indexOf(":") : -1;
	const at = has & Has.At ? word.lastIndexOf("@") : -1;
	if (colon > 0 && !/\d/.test(word.slice(0, colon))) {
		chunk(word.slice(0, colon + 1), out);
		chunk(word.slice(colon + 1), out);
	} else if (at > 0) {
		chunk(word.slice(0, at + 1), out);
		out.placeholder(/^\d+$/.test(word.slice(at + 1)) ? "<num>" : "<hex>");
	} else if (DIGITS_AND_LETTERS.test(word) || ONE_LETTER.test(word) || (word.match(/\d+/g)?.length ?? 0) > 2) {
		out.placeholder("<id>");
		return true;
	} else {
		for (const part of word.split(/(\d+(?:\.\d+)?)/)) {
			if (/^\d/.test(part)) out.placeholder("<num>");
			else if (part !== "") chunk(part, out);
		}
	}
	return false;
}

/** Letters that follow digits at once. */
const DIGITS_AND_LETTERS = /\d[^\d\W_]/;
/** A letter alone before digits. */
const ONE_LETTER = /(?:^|[\W_])[^\d\W_]\d/;

/** A part of a word, as if it stood for itself. */
function chunk(text: string, out: MaskedText): void {
	maskWord(text, scanWord(text, 0), out);
}
