import { contentId } from "../core/contentId.ts";
import { AnswerError } from "./answerError.ts";

/** Where in an answer's list a page begins, and the moment from which all its pages look back. */
export interface Position {
	offset: number;
	asOf: Date;
	/** Hash of the question, so that a cursor cannot be used with another one. */
	question: string;
}

/** The position that a cursor names, or the beginning where there is none. Throws where the cursor is not of this question. */
export function positionOf(cursor: string | undefined, question: unknown[], now: Date): Position {
	const hash = hashOf(question);
	if (cursor === undefined) return { offset: 0, asOf: now, question: hash };
	const [offset, asOf, of] = decode(cursor);
	if (of !== hash || !Number.isSafeInteger(offset) || !(asOf <= now.getTime() + CLOCK_DIFFERENCE_MS)) {
		throw foreignCursor();
	}
	return { offset, asOf: new Date(asOf), question: hash };
}

/** A question in few letters, by which a cursor is known to be its own. */
export function hashOf(question: unknown[]): string {
	return contentId("question", JSON.stringify(question));
}

export function foreignCursor(): AnswerError {
	return new AnswerError(
		"invalid_argument",
		"cursor: it is not from an answer to this question, or what it leads through has changed since. Repeat the arguments of that answer, or leave the cursor out to begin anew.",
	);
}

/** Another server, whose clock may be ahead, may have answered with the cursor. */
const CLOCK_DIFFERENCE_MS = 3600_000;

/** The cursor for what follows the first `offset` rows. */
export function cursorAt(position: Position, offset: number): string {
	return base64Url(`${offset}.${position.asOf.getTime()}.${position.question}`);
}

function decode(cursor: string): [number, number, string] {
	const [offset = "", asOf = "", of = ""] = fromBase64Url(cursor).split(".");
	return [/^\d+$/.test(offset) ? Number(offset) : Number.NaN, /^\d+$/.test(asOf) ? Number(asOf) : Number.NaN, of];
}

export function base64Url(text: string): string {
	return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Nothing where it is none. */
export function fromBase64Url(text: string): string {
	try {
		return atob(text.replaceAll("-", "+").replaceAll("_", "/"));
	} catch {
		return "";
	}
}
