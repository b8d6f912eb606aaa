import type { AnyValue, Attributes } from "../otlp/attributes.ts";
import type { LogRecordMessage } from "../otlp/tables/logs.ts";
import { take, valueAt } from "./take.ts";

/** Takes a record's trace context out of the first of the places that has one; what is no id stays. */
export function takeTrace(places: Attributes[]): Pick<LogRecordMessage, "traceId" | "spanId" | "flags"> {
	for (const place of places) {
		const traceId = take(place, ["trace_id", "traceId", "trace.id"], hexOf(32)) ?? datadogId(place, "trace_id", 32);
		if (traceId === null) continue;
		const spanId = take(place, ["span_id", "spanId", "span.id"], hexOf(16)) ?? datadogId(place, "span_id", 16);
		return { traceId, spanId: spanId ?? "", flags: take(place, ["trace_flags", "traceFlags"], flagsOf) ?? 0 };
	}
	return { traceId: "", spanId: "", flags: 0 };
}

function hexOf(length: number): (value: AnyValue) => string | null {
	return (value) =>
		typeof value === "string" && value.length === length && /^[0-9a-f]+$/i.test(value) ? value.toLowerCase() : null;
}

/** dd-trace writes an id in decimal, or a trace's in hexadecimal where it has 128 bits. */
function datadogId(place: Attributes, name: string, length: number): string | null {
	const value = valueAt(place, "dd", name);
	if (typeof value !== "string") return null;
	if (!/^\d{1,20}$/.test(value)) return hexOf(length)(value);
	return BigInt.asUintN(64, BigInt(value)).toString(16).padStart(length, "0");
}

/** W3C's flags: a byte, in hexadecimal where it is a text. */
function flagsOf(value: AnyValue): number | null {
	if (typeof value === "number") return Number.isInteger(value) && value >= 0 && value <= 0xff ? value : null;
	return typeof value === "string" && /^[0-9a-f]{2}$/i.test(value) ? Number.parseInt(value, 16) : null;
}
