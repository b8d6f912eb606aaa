import { CharKind, charKind } from "../charKind.ts";
import { timeLength } from "../timeLength.ts";
import { TEXT_KEYS } from "../vocabulary.ts";
import { open } from "./brackets.ts";
import { closingQuote } from "./closingQuote.ts";
import { readQuoted } from "./quotedText.ts";
import type { Scan } from "./scan.ts";
import { valueEnd } from "./valueEnd.ts";

/** Writes the value of a key, which comes next. */
export function value(scan: Scan, key: string): void {
	const { text, out } = scan;
	const character = text[scan.at] ?? "";
	const kind = scan.at < text.length ? charKind(text.charCodeAt(scan.at)) : CharKind.Space;
	if (TEXT_KEYS.has(key.toLowerCase())) {
		const end = kind === CharKind.Quote ? closingQuote(scan) : -1;
		if (end > 0) readQuoted(scan, end);
		return;
	}
	if (kind === CharKind.Open) {
		open(scan, character === "{" ? "plain" : "value");
		return;
	}
	const end = kind === CharKind.Quote ? closingQuote(scan) : -1;
	if (end > 0) scan.at = end + 1;
	else scan.at += timeLength(text, scan.at);
	out.placeholder("<val>");
	scan.at = valueEnd(text, scan.at);
}
