import { soundText } from "../text/soundText.ts";
import { CharKind, charKind } from "./charKind.ts";
import { MaskedText } from "./maskedText.ts";
import { maskWord } from "./maskWord.ts";
import { close, open } from "./scan/brackets.ts";
import { closingQuote, isApostrophe } from "./scan/closingQuote.ts";
import { headerAfter, timeOfDay } from "./scan/header.ts";
import { bareKey, isKeyNext, quotedKey, skipSpaces } from "./scan/keys.ts";
import { labelEnd, locationEnd } from "./scan/location.ts";
import { endOfText, readQuoted } from "./scan/quotedText.ts";
import type { Scan } from "./scan/scan.ts";
import { value } from "./scan/value.ts";
import { scanWord } from "./scanWord.ts";
import { templateLimits } from "./templateLimits.ts";
import { timeLength } from "./timeLength.ts";
import { PLACEHOLDERS } from "./vocabulary.ts";

/**
 * The template of one line: what varies from call to call of a logging statement (numbers, ids, addresses, times, paths,
 * quoted and keyed values) gives way to placeholders such as `<num>`; the statement's own words stay, in their case.
 * One pass from left to right over a bounded line. Masking a template gives the template.
 */
export function mask(line: string): string {
	const scan: Scan = {
		text: readable(line),
		at: 0,
		out: new MaskedText(),
		brackets: [],
		unclosed: new Set(),
		unclosedInText: new Set(),
		textEnd: -1,
		header: "start",
	};
	const { text, out } = scan;
	while (scan.at < text.length && out.length < templateLimits.template) {
		const kind = charKind(text.charCodeAt(scan.at));
		if (kind === CharKind.Space) {
			out.space();
			scan.at++;
		} else if (kind === CharKind.Letter || kind === CharKind.Digit || kind === CharKind.Joiner) word(scan);
		else if (kind === CharKind.Quote) quote(scan);
		else if (kind === CharKind.Open) open(scan, "plain");
		else if (kind === CharKind.Close) close(scan);
		else if (kind === CharKind.Ideograph) ideographs(scan);
		else delimiter(scan);
	}
	return out.toString(templateLimits.template);
}

const ESCAPE = "\u001b";
const ESCAPE_SEQUENCE = new RegExp(`${ESCAPE}(?:\\[[0-9;?]{0,16}[A-Za-z])?`, "g");
/** What of a line has a say in its template: without colours, in well-formed Unicode. */
function readable(line: string): string {
	const text = soundText(line.length > templateLimits.line ? line.slice(0, templateLimits.line) : line);
	return text.includes(ESCAPE) ? text.replace(ESCAPE_SEQUENCE, "") : text;
}

function word(scan: Scan): void {
	const { text, out } = scan;
	const time = timeLength(text, scan.at);
	if (time > 0) {
		timeOfDay(scan, time);
		return;
	}
	const found = scanWord(text, scan.at);
	if (scan.brackets.length > 0 && bareKey(scan, found)) return;
	if (found.coreEnd === found.start) {
		punctuation(scan, found.end);
		return;
	}
	const label = labelEnd(text, found);
	if (label > 0) {
		const name = text.slice(scan.at, label);
		maskWord(name, scanWord(name, 0), out);
		scan.at = label;
		return;
	}
	const end = locationEnd(text, found, out);
	if (end > 0) {
		out.placeholder(text.slice(found.start, found.end).includes("://") ? "<url>" : "<path>");
		scan.at = end;
		scan.header = "over";
		return;
	}
	const replaced = maskWord(text, found, out);
	scan.at = found.end;
	if (scan.header !== "over") scan.header = headerAfter(scan, found, replaced);
}

function punctuation(scan: Scan, end: number): void {
	const { text, out } = scan;
	const marks = text.slice(scan.at, end);
	scan.at = end;
	if (marks === "/" && isRoot(out)) out.placeholder("<path>");
	// An escaped quote is a quote.
	else if (marks !== "\\" || text[end] !== '"') out.literal(marks);
}

/** Whether a slash alone is a path: behind a colon or a method. */
function isRoot(out: MaskedText): boolean {
	return out.lastVisible === ":" || METHODS.has(out.lastWord.toLowerCase());
}

const METHODS = new Set(["get", "head", "post", "put", "delete", "patch", "options", "connect", "trace"]);

function quote(scan: Scan): void {
	const { text, out } = scan;
	if (scan.at === scan.textEnd) {
		endOfText(scan);
		return;
	}
	const end = closingQuote(scan);
	if (end < 0) {
		// Written, it could be taken for the beginning of something else.
		if (isApostrophe(text, scan.at)) out.literal(text[scan.at] ?? "");
		else out.space();
		scan.at++;
		return;
	}
	if (isKeyNext(scan) && quotedKey(scan, end)) return;
	const isStatement = out.words === 0 && STATEMENT.test(text.slice(scan.at + 1, scan.at + 1 + LONGEST_START));
	if (isStatement && scan.textEnd < 0) readQuoted(scan, end);
	else {
		out.placeholder("<str>");
		scan.at = end + 1;
		scan.header = "over";
	}
}

/** Words, of which the first is no method of a request line. */
const STATEMENT = /^(?!(?:GET|HEAD|POST|PUT|DELETE|PATCH|OPTIONS|CONNECT|TRACE|PROPFIND) )[A-Za-z]+ [A-Za-z]/;
const LONGEST_START = 80;

function ideographs(scan: Scan): void {
	const { text } = scan;
	const start = scan.at;
	while (scan.at < text.length && charKind(text.charCodeAt(scan.at)) === CharKind.Ideograph) scan.at++;
	scan.out.word(text.slice(start, scan.at));
	scan.header = "over";
}

function delimiter(scan: Scan): void {
	const { text, out } = scan;
	const character = text[scan.at] ?? "";
	const next = text[scan.at + 1] ?? "";
	if (character === "<") {
		PLACEHOLDER.lastIndex = scan.at;
		const name = PLACEHOLDER.exec(text)?.[0] ?? "";
		if (PLACEHOLDERS.has(name)) {
			out.placeholder(name);
			scan.at += name.length;
			return;
		}
	}
	scan.at++;
	if (character === "=" && !NO_VALUE.has(next)) {
		const spaced = out.last === " ";
		const key = out.lastVisible;
		out.literal("=");
		if (!ENDS_KEY.test(key)) return;
		if (spaced) skipSpaces(scan);
		value(scan, key);
		return;
	}
	// "+5", "<1 ms" and "~30" are numbers as others are; "<10.0.0.1>" is in brackets.
	if (SIGNS.has(character) && out.last === " " && isDigit(next) && !isInAngles(text, scan.at - 1)) return;
	out.literal(character);
}

function isInAngles(text: string, at: number): boolean {
	IN_ANGLES.lastIndex = at;
	return IN_ANGLES.test(text);
}

const IN_ANGLES = /<[\w.:/-]*>/y;
const PLACEHOLDER = /<(?:[a-z]{2,8}|\*)>/y;
const SIGNS = new Set(["+", "<", ">", "~", "≈", "≤", "≥"]);
const isDigit = (character: string) => character >= "0" && character <= "9" && character !== "";
const NO_VALUE = new Set(["=", ">", "~"]);
const ENDS_KEY = /[\w>\])]$/;
