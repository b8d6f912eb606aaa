import { otlpLimits } from "../limits.ts";
import { repairText } from "../text/repairText.ts";
import { type AnyValue, Attributes } from "./attributes.ts";
import { valueToJson } from "./valueToJson.ts";

/** JSON text of the errors that a browser reports: a structured attribute, or JSON in a text; null where there are none. */
export function clientErrors(value: AnyValue | undefined): string | null {
	if (value === undefined || value === null) return null;
	return valueToJson(typeof value === "string" ? parsed(value) : value);
}

/** A text's JSON as a value, so that it meets the limits and repairs of all others; the text itself where it is no JSON. */
function parsed(text: string): AnyValue {
	try {
		return anyValueOf(JSON.parse(text), 0);
	} catch {
		return text;
	}
}

function anyValueOf(json: unknown, depth: number): AnyValue {
	if (depth > otlpLimits.valueDepth) throw new RangeError("nested too deeply");
	if (typeof json === "string") return repairText(json);
	if (Array.isArray(json)) return json.map((item) => anyValueOf(item, depth + 1));
	if (typeof json !== "object" || json === null) return json as number | boolean | null;
	const attributes = new Attributes();
	for (const [key, value] of Object.entries(json)) attributes.add(repairText(key), anyValueOf(value, depth + 1));
	return attributes;
}
