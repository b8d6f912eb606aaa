import type { Mark, MaskedText } from "../maskedText.ts";

/** A line that is being masked. */
export interface Scan {
	readonly text: string;
	at: number;
	readonly out: MaskedText;
	/** Brackets that are open, the innermost last. */
	readonly brackets: Bracket[];
	/** Quotes that nothing closes from here on; and within the quoted sentence that is read as text. */
	readonly unclosed: Set<string>;
	readonly unclosedInText: Set<string>;
	/** Where the quoted sentence ends that is read as text; -1 outside of one. */
	textEnd: number;
	/** Whether nothing but what precedes a message (time, level, process, thread, logger) was read so far. */
	header: "start" | "timed" | "over";
}

export interface Bracket {
	closing: string;
	/** The value of a key goes as a whole; a thread or context before the message goes where it is more than a word. */
	role: "plain" | "value" | "context";
	mark: Mark;
	header: Scan["header"];
}

/** What closes brackets and quotes that look otherwise than they. */
export const CLOSING: Record<string, string> = {
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
