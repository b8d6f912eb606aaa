import { otlpLimits } from "../limits.ts";
import { OtlpDecodeError } from "./otlpDecodeError.ts";

/** Counts what one request makes the decoder allocate, so that few bytes cannot become very many objects. */
export class ItemBudget {
	#messages = 0;
	#values = 0;

	takeMessage(): void {
		this.#messages += 1;
		if (this.#messages > otlpLimits.messages) throw tooMany(otlpLimits.messages, "records");
	}

	takeValue(): void {
		this.#values += 1;
		if (this.#values > otlpLimits.values) throw tooMany(otlpLimits.values, "attributes and values");
	}
}

function tooMany(limit: number, what: string): OtlpDecodeError {
	return new OtlpDecodeError(`more than ${limit} ${what} in one request: send smaller batches`);
}
