import { OtlpDecodeError } from "./otlpDecodeError.ts";

/** Parses a JSON body. Integers that a double cannot hold become bigints, so that no nanosecond is lost. */
export function parseJson(body: Uint8Array): unknown {
	return parseJsonText(new TextDecoder().decode(body));
}

/** The same of a text. */
export function parseJsonText(text: string): unknown {
	try {
		return LARGE_INTEGER.test(text) ? JSON.parse(text, keepLargeIntegers) : JSON.parse(text);
	} catch (error) {
		if (error instanceof SyntaxError) throw new OtlpDecodeError(`not JSON: ${error.message}`);
		// Nested so deeply that the stack does not suffice.
		if (error instanceof RangeError) throw new OtlpDecodeError("JSON is nested too deeply");
		throw error;
	}
}

/** A bare integer of 16 digits or more: rare, since OTLP's encoders write 64-bit integers as text. */
const LARGE_INTEGER = /[:,[]\s*-?\d{16}/;

function keepLargeIntegers(_key: string, value: unknown, context?: { source?: string }): unknown {
	if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
	const source = context?.source ?? "";
	return /^-?\d{16,20}$/.test(source) ? BigInt(source) : value;
}
