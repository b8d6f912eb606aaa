import { OtlpDecodeError } from "./otlpDecodeError.ts";

/** Counts what a request makes the decoder allocate, so that few bytes cannot become very many objects. */
export class ItemBudget {
	readonly #limit: number;
	#taken = 0;

	constructor(limit: number) {
		this.#limit = limit;
	}

	take(): void {
		this.#taken += 1;
		if (this.#taken > this.#limit) {
			throw new OtlpDecodeError(
				`more than ${this.#limit} messages and attributes in one request: send smaller batches`,
			);
		}
	}
}
