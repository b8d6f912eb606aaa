import { Has } from "./scanWord.ts";
import { FILE_ENDS } from "./vocabulary.ts";

/** Whether a word is a path, which may go on beyond the word. */
export function isPath(word: string, has: number): boolean {
	if (has & Has.Backslash) {
		if (/^(?:[A-Za-z]:)?[\\/]/.test(word)) return true;
		return word.indexOf("\\") !== word.lastIndexOf("\\") && !EXCEPTION.test(word);
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

/** A class of PHP's, with its namespace: "App\\Cart\\NoCartException". */
const EXCEPTION = /^\w+(?:\\\w+)*(?:Exception|Error)$/;

/** As Java writes an address: the name, which may be missing, a slash, and the number. */
export const ADDRESS = /^[\w.-]*\/\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?$/;

/** A file's name, with or without a line and a column. */
export function isFile(word: string): boolean {
	const end = /[^.:/\\]\.([A-Za-z][A-Za-z0-9]{0,9})(?::\d{1,9}){0,2}$/.exec(word)?.[1];
	return end !== undefined && FILE_ENDS.has(end.toLowerCase());
}
