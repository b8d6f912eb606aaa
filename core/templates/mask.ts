import { repairText } from "../text/repairText.ts";
import { CharKind, charKind } from "./charKind.ts";
import { type Mark, MaskedText } from "./maskedText.ts";
import { isPath, maskWord } from "./maskWord.ts";
import { Has, scanWord, type Word } from "./scanWord.ts";
import { templateLimits } from "./templateLimits.ts";
import { timeLength } from "./timeLength.ts";
import { LEVELS, PLACEHOLDERS, TEXT_KEYS } from "./vocabulary.ts";

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

interface Scan {
	readonly text: string;
	at: number;
	readonly out: MaskedText;
	/** Brackets that are open, the innermost last. */
	readonly brackets: Bracket[];
	/** Quotes that nothing closes from here on. */
	readonly unclosed: Set<string>;
	/** Where the quoted sentence ends that is read as text; -1 outside of one. */
	textEnd: number;
	/** Whether nothing but what precedes a message (time, level, process, thread, logger) was read so far. */
	header: "start" | "timed" | "over";
}

interface Bracket {
	closing: string;
	/** The value of a key goes as a whole; a thread or context before the message goes where it is more than a word. */
	role: "plain" | "value" | "context";
	mark: Mark;
	header: Scan["header"];
}

const ESCAPE = "\u001b";
const ESCAPE_SEQUENCE = new RegExp(`${ESCAPE}(?:\\[[0-9;?]{0,16}[A-Za-z])?`, "g");
const CLOSING: Record<string, string> = {
	"(": ")",
	"[": "]",
	"{": "}",
	"“": "”",
	"„": "“",
	"‘": "’",
	"«": "»",
	"「": "」",
	"『": "』",
	"〈": "〉",
	"《": "》",
};

/** What of a line has a say in its template: without colours, in well-formed Unicode. */
function readable(line: string): string {
	const text = repairText(line.length > templateLimits.line ? line.slice(0, templateLimits.line) : line);
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
		maskWord(text, { ...found, coreEnd: label - 1, end: label, has: 0 }, out);
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

function timeOfDay(scan: Scan, length: number): void {
	const { text, out } = scan;
	// Syslog writes the host between the time and the process, and nothing else shows that it is one.
	const sysloglike =
		scan.header === "start" && (charKind(text.charCodeAt(scan.at)) === CharKind.Letter || text[scan.at + 10] === "T");
	out.placeholder("<time>");
	scan.at += length;
	if (scan.header === "start") scan.header = "timed";
	if (!sysloglike) return;
	HOST_AND_PROCESS.lastIndex = scan.at;
	const host = HOST_AND_PROCESS.exec(text)?.[1];
	if (host === undefined || LEVELS.has(host.toLowerCase())) return;
	out.space();
	out.placeholder("<host>");
	scan.at += 1 + host.length;
}

const HOST_AND_PROCESS = / ([\w.:-]{1,128}) [\w./()@-]{1,64}(?:\[\d{1,10}\])?:(?= |$)/y;

/** Takes a key of an object that is written without quotes, and its value. */
function bareKey(scan: Scan, found: Word): boolean {
	const { text, out } = scan;
	if (!isKeyNext(scan)) return false;
	const written = text.slice(found.start, found.end);
	const key = written.slice(0, Math.max(0, written.indexOf(":")));
	if (!BARE_KEY.test(key)) return false;
	out.literal(`${key}:`);
	out.words++;
	scan.at = found.start + key.length + 1;
	skipSpaces(scan);
	value(scan, key);
	return true;
}

const BARE_KEY = /^[A-Za-z_][A-Za-z_.-]{0,63}$/;

/** Whether a key of an object stands here, if anything does. */
function isKeyNext({ brackets, out }: Scan): boolean {
	return brackets.at(-1)?.closing === "}" && KEY_FOLLOWS.has(out.lastVisible);
}

const KEY_FOLLOWS = new Set(["{", ","]);

function skipSpaces(scan: Scan): void {
	while (scan.at < scan.text.length && charKind(scan.text.charCodeAt(scan.at)) === CharKind.Space) {
		scan.out.space();
		scan.at++;
	}
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

/** Where the label ends that a path follows, as in "url:/login"; 0 where there is none. */
function labelEnd(text: string, found: Word): number {
	if (!(found.has & Has.Slash) || !(found.has & Has.Colon)) return 0;
	const label = LABEL.exec(text.slice(found.coreStart, found.coreEnd))?.[0].length ?? 0;
	return label && found.coreStart + label;
}

const LABEL = /^[A-Za-z_]{2,64}:(?=\/[^/])/;

/** Where the path or URL ends that begins with the word; 0 where none does. */
function locationEnd(text: string, found: Word, out: MaskedText): number {
	if (!(found.has & (Has.Slash | Has.Backslash)) || (text[found.coreStart] === "/" && out.endsInPlaceholder)) return 0;
	if (found.coreStart > found.start) return 0;
	const core = text.slice(found.coreStart, found.coreEnd);
	if (!isPath(core, found.has)) return 0;
	let end = found.end;
	while (end < text.length && !ENDS_LOCATION.has(text[end] ?? "") && charKind(text.charCodeAt(end)) !== CharKind.Space)
		end++;
	while (end > found.coreEnd && isPunctuation(text.charCodeAt(end - 1))) end--;
	return end;
}

const ENDS_LOCATION = new Set([..."\"'`<>()[]{}|,;，。；、（）「」“”’»》"]);

/** Whether a path or a URL that ends so ends before it. */
function isPunctuation(code: number): boolean {
	const kind = charKind(code);
	return kind === CharKind.Delimiter || (kind === CharKind.Joiner && code !== 47 && code !== 92);
}

/** Whether a word leaves what precedes the message: times, numbers, levels and loggers' dotted names do not. */
function headerAfter(scan: Scan, found: Word, replaced: boolean): Scan["header"] {
	if (replaced) return scan.header;
	const core = scan.text.slice(found.coreStart, found.coreEnd);
	if (LEVELS.has(core.toLowerCase())) return "timed";
	return DOTTED.test(core) ? scan.header : "over";
}

const DOTTED = /^[A-Za-z_]+(?:\.[A-Za-z_]+){2,}$/;

/** Writes the value of a key, which comes next. */
function value(scan: Scan, key: string): void {
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

/** Where a value without quotes ends. */
function valueEnd(text: string, at: number): number {
	let depth = 0;
	let end = at;
	for (; end < text.length; end++) {
		const code = text.charCodeAt(end);
		const kind = charKind(code);
		if (kind === CharKind.Space) break;
		if (kind === CharKind.Open) depth++;
		else if (kind === CharKind.Close && depth-- === 0) break;
		else if (depth === 0 && kind === CharKind.Delimiter && ENDS_VALUE.has(text[end] ?? "")) break;
	}
	return end;
}

const ENDS_VALUE = new Set([...",;|，；、。"]);

function quote(scan: Scan): void {
	const { text, out } = scan;
	if (scan.at === scan.textEnd) {
		endOfText(scan);
		return;
	}
	const end = closingQuote(scan);
	if (end < 0) {
		// Written, it could be taken for the beginning of something else.
		const character = text[scan.at] ?? "";
		if (APOSTROPHES.has(character) && !mayOpen(text, scan.at)) out.literal(character);
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

const APOSTROPHES = new Set(["'", "`"]);
/** Words, of which the first is no method of a request line. */
const STATEMENT = /^(?!(?:GET|HEAD|POST|PUT|DELETE|PATCH|OPTIONS|CONNECT|TRACE|PROPFIND) )[A-Za-z]+ [A-Za-z]/;
const LONGEST_START = 80;

/** Reads what is in quotes as text, up to the closing one. */
function readQuoted(scan: Scan, end: number): void {
	scan.at++;
	scan.textEnd = end;
}

function endOfText(scan: Scan): void {
	scan.textEnd = -1;
	scan.at++;
	if (scan.at >= scan.text.length) return;
	const next = charKind(scan.text.charCodeAt(scan.at));
	if (next !== CharKind.Delimiter && next !== CharKind.Close) scan.out.space();
}

/** Where the quote closes that opens here; -1 where it does not. */
function closingQuote(scan: Scan): number {
	const { text, at, unclosed } = scan;
	const opening = text[at] ?? "";
	const closing = CLOSING[opening] ?? opening;
	const limit = scan.textEnd < 0 ? text.length : scan.textEnd;
	const escaped = text[at - 1] === "\\";
	if (unclosed.has(closing) || (APOSTROPHES.has(opening) && !mayOpen(text, at))) return -1;
	for (let end = text.indexOf(closing, at + 1); end >= 0 && end < limit; end = text.indexOf(closing, end + 1)) {
		if (escaped || text[end - 1] !== "\\") {
			if (!APOSTROPHES.has(closing) || !isWordy(text.charCodeAt(end + 1))) return end;
		}
	}
	if (scan.textEnd < 0) unclosed.add(closing);
	return -1;
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

/** Takes a key of an object and its value, where what is in quotes is one. */
function quotedKey(scan: Scan, end: number): boolean {
	const { text, out } = scan;
	let colon = end + 1;
	while (colon < text.length && charKind(text.charCodeAt(colon)) === CharKind.Space) colon++;
	if (text[colon] !== ":") return false;
	const key = text.slice(scan.at + 1, end);
	out.literal(KEY.test(key) ? `"${key}":` : '"<str>":');
	out.words++;
	scan.at = colon + 1;
	skipSpaces(scan);
	value(scan, key);
	return true;
}

/** A key with digits, or with white space, is data. */
const KEY = /^[^\s\d"\\]{1,64}$/;

function open(scan: Scan, role: Bracket["role"]): void {
	const { text, out } = scan;
	const opening = text[scan.at] ?? "";
	const isContext = opening === "[" && role === "plain" && scan.header === "timed";
	const before = out.mark();
	out.literal(opening);
	scan.brackets.push({
		closing: CLOSING[opening] ?? "",
		role: isContext ? "context" : role,
		mark: role === "value" ? before : out.mark(),
		header: scan.header,
	});
	scan.at++;
}

function close(scan: Scan): void {
	const { text, out, brackets } = scan;
	const closing = text[scan.at] ?? "";
	scan.at++;
	const bracket = takeBracket(brackets, closing);
	if (!bracket) {
		out.literal(closing);
		return;
	}
	if (bracket.role === "value") {
		out.reset(bracket.mark);
		out.placeholder("<val>");
		scan.at = valueEnd(text, scan.at);
		return;
	}
	if (bracket.role === "context") {
		if (out.since(bracket.mark) > 1) {
			out.reset(bracket.mark);
			out.placeholder("<val>");
		}
		scan.header = bracket.header;
	}
	out.close(closing, bracket.mark);
}

/** The innermost of some open brackets that this one closes, with which those within it are closed too. */
function takeBracket(brackets: Bracket[], closing: string): Bracket | undefined {
	for (let index = brackets.length - 1; index >= Math.max(0, brackets.length - DEEPEST); index--) {
		const bracket = brackets[index];
		if (bracket?.closing !== closing) continue;
		brackets.length = index;
		return bracket;
	}
	return undefined;
}

const DEEPEST = 8;

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
	// "+5", "<1 ms" and "~30" are numbers as others are.
	if (SIGNS.has(character) && out.last === " " && isDigit(next)) return;
	out.literal(character);
}

const PLACEHOLDER = /<(?:[a-z]{2,8}|\*)>/y;
const SIGNS = new Set(["+", "<", ">", "~", "≈", "≤", "≥"]);
const isDigit = (character: string) => character >= "0" && character <= "9" && character !== "";
const NO_VALUE = new Set(["=", ">", "~"]);
const ENDS_KEY = /[\w>\])]$/;
