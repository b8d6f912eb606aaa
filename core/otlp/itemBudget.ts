import { otlpLimits } from "../limits.ts";
import { OtlpDecodeError } from "./otlpDecodeError.ts";

/** Counts what one request makes the decoder allocate, so that few bytes cannot become very many objects. */
export class ItemBudget {
	readonly #limits: ItemLimits;
	#messages = 0;
	#values = 0;

	constructor(limits: ItemLimits = otlpLimits) {
		this.#limits = limits;
	}

	takeMessage(): void {
		this.#messages += 1;
		if (this.#messages > this.#limits.messages) throw tooMany(this.#limits.messages, "records");
	}

	takeValue(): void {
		this.#values += 1;
		if (this.#values > this.#limits.values) throw tooMany(this.#limits.values, "attributes and values");
	}
}

export interface ItemLimits {
	messages: number;
	values: number;
}

function tooMany(limit: number, what: string): OtlpDecodeError {
	return new OtlpDecodeError(`more than ${limit} ${what} in one request: send smaller batches`);
}
