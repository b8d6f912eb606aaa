import { CharKind, charKind } from "../charKind.ts";
import { CLOSING, type Scan } from "./scan.ts";

/** Where the quote closes that opens here; -1 where it does not. */
export function closingQuote(scan: Scan): number {
	const { text, at } = scan;
	const unclosed = scan.textEnd < 0 ? scan.unclosed : scan.unclosedInText;
	const opening = text[at] ?? "";
	const closing = CLOSING[opening] ?? opening;
	const limit = scan.textEnd < 0 ? text.length : scan.textEnd;
	const escaped = text[at - 1] === "\\";
	if (unclosed.has(closing) || isApostrophe(text, at)) return -1;
	for (let end = text.indexOf(closing, at + 1); end >= 0 && end < limit; end = text.indexOf(closing, end + 1)) {
		if (escaped || text[end - 1] !== "\\") {
			if (!APOSTROPHES.has(closing) || !isWordy(text.charCodeAt(end + 1))) return end;
		}
	}
	unclosed.add(closing);
	return -1;
}

/** Quotes that stand for letters left out as well. */
const APOSTROPHES = new Set(["'", "`"]);

/** Whether the character is an apostrophe where it stands, and no quote. */
export function isApostrophe(text: string, at: number): boolean {
	return APOSTROPHES.has(text[at] ?? "") && !mayOpen(text, at);
}

/** Whether a quote that may be an apostrophe opens something. */
function mayOpen(text: string, at: number): boolean {
	return at === 0 || (text[at - 1] !== ">" && !isWordy(text.charCodeAt(at - 1)));
}

function isWordy(code: number): boolean {
	if (Number.isNaN(code)) return false;
	const kind = charKind(code);
	return kind === CharKind.Letter || kind === CharKind.Digit;
}
