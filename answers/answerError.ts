/** A question that cannot be answered as it was put. The message is a sentence that says what would be right. */
export class AnswerError extends Error {
	/** Stable word for programs. */
	readonly code: "invalid_argument" | "not_found" | "ambiguous";
	/** Values that would be right, best first. */
	readonly suggestions: string[];

	constructor(code: AnswerError["code"], message: string, suggestions: string[] = []) {
		super(message);
		this.name = "AnswerError";
		this.code = code;
		this.suggestions = suggestions;
	}
}
