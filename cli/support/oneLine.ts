import { stripVTControlCharacters } from "node:util";

/** Text from outside on one line, without what a terminal would obey: escape sequences, control and direction marks. */
export function oneLine(text: string): string {
	return stripVTControlCharacters(text).replaceAll(UNSEEN, " ").replaceAll(/ {2,}/g, " ").trim();
}

const UNSEEN = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
