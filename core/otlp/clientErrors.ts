import type { AnyValue } from "./attributes.ts";
import { jsonValue } from "./jsonValue.ts";
import { limitValue } from "./limitAttributes.ts";
import { valueToJson } from "./valueToJson.ts";

/** JSON text of the errors that a browser reports: a structured attribute, or JSON in a text; null where there are none. */
export function clientErrors(value: AnyValue | undefined): string | null {
	if (value === undefined || value === null) return null;
	return valueToJson(limitValue(typeof value === "string" ? parsed(value) : value));
}

/** A text's JSON as a value, so that it meets the limits and repairs of all others; the text itself where it is no JSON. */
function parsed(text: string): AnyValue {
	try {
		return jsonValue(JSON.parse(text));
	} catch {
		return text;
	}
}
