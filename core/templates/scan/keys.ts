import { CharKind, charKind } from "../charKind.ts";
import type { Word } from "../scanWord.ts";
import type { Scan } from "./scan.ts";
import { value } from "./value.ts";

/** Takes a key of an object and its value, where what is in quotes is one. */
export function quotedKey(scan: Scan, end: number): boolean {
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

/** Takes a key of an object that is written without quotes, and its value. */
export function bareKey(scan: Scan, found: Word): boolean {
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
export function isKeyNext({ brackets, out }: Scan): boolean {
	return brackets.at(-1)?.closing === "}" && KEY_FOLLOWS.has(out.lastVisible);
}

const KEY_FOLLOWS = new Set(["{", ","]);

export function skipSpaces(scan: Scan): void {
	while (scan.at < scan.text.length && charKind(scan.text.charCodeAt(scan.at)) === CharKind.Space) {
		scan.out.space();
		scan.at++;
	}
}
