/** What a person asked for that cannot be done with these groups. The message is a sentence that says what can. */
export class RefusedDecision extends Error {
	override readonly name = "RefusedDecision";
	readonly code: "not_found" | "invalid";

	constructor(code: RefusedDecision["code"], message: string) {
		super(message);
		this.code = code;
	}
}
