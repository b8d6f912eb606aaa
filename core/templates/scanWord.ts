import { CharKind, charKind } from "./charKind.ts";

/** A word within a text: punctuation before it, its core from a letter or digit to a letter or digit, and after it. */
export interface Word {
	start: number;
	coreStart: number;
	coreEnd: number;
	end: number;
	/** What the core holds besides letters, `-` and `_`: a sum of Has. */
	has: number;
}

/** What a word may hold. */
export const Has = { Digit: 1, Slash: 2, Backslash: 4, Colon: 8, Dot: 16, At: 32, Wide: 64 } as const;

/** The word that begins at `at`. A slash that begins it is part of its core. */
export function scanWord(text: string, at: number): Word {
	const word: Word = { start: at, coreStart: -1, coreEnd: at, end: at, has: 0 };
	let joiners = 0;
	let end = at;
	for (; end < text.length; end++) {
		const code = text.charCodeAt(end);
		const kind = charKind(code);
		if (kind === CharKind.Letter || kind === CharKind.Digit) {
			if (word.coreStart < 0) word.coreStart = end;
			else word.has |= joiners;
			joiners = 0;
			if (kind === CharKind.Digit) word.has |= Has.Digit;
			if (code > 127) word.has |= Has.Wide;
			word.coreEnd = end + 1;
		} else if (kind === CharKind.Joiner) {
			joiners |= JOINERS[code] ?? 0;
			// Slashes and dots that a path begins with, and the colons of "::1".
			if (word.coreStart < 0 && beginsCore(text, code, end, at)) word.coreStart = end;
		} else if (!isApostrophe(text, code, end, word)) break;
	}
	word.end = end;
	if (word.coreEnd === at) word.coreStart = at;
	return word;
}

const JOINERS: Record<number, number> = { 47: Has.Slash, 92: Has.Backslash, 58: Has.Colon, 46: Has.Dot, 64: Has.At };

function beginsCore(text: string, code: number, at: number, start: number): boolean {
	if (at > start) return false;
	const next = text.charCodeAt(at + 1);
	if (code === SLASH) return true;
	if (code === BACKSLASH) return next === BACKSLASH;
	if (code === COLON) return next === COLON && isDigit(text.charCodeAt(at + 2));
	return code === DOT && (next === SLASH || next === BACKSLASH || (next === DOT && text.charCodeAt(at + 2) === SLASH));
}

const SLASH = 47;
const BACKSLASH = 92;
const COLON = 58;
const DOT = 46;
const APOSTROPHE = 39;
const isDigit = (code: number) => code >= 48 && code <= 57;

/** As in "don't": between two letters. */
function isApostrophe(text: string, code: number, at: number, word: Word): boolean {
	return (
		code === APOSTROPHE &&
		word.coreEnd === at &&
		at > word.start &&
		charKind(text.charCodeAt(at + 1)) === CharKind.Letter &&
		charKind(text.charCodeAt(at - 1)) === CharKind.Letter
	);
}
