import { Attributes } from "../otlp/attributes.ts";
import { take, textOf } from "./take.ts";

/**
 * Finds a serialized error in one of the places and adds it to `fields` as OpenTelemetry's exception attributes. What
 * else it has (code, cause, errors) stays where it was.
 */
export function addException(places: Attributes[], fields: Attributes): void {
	for (const place of places) {
		for (const name of ERROR_KEYS) {
			const index = place.keys.indexOf(name);
			const error = place.values[index];
			if (!(error instanceof Attributes) || !isError(error)) continue;
			const type = take(error, ["type", "name"], textOf);
			const message = take(error, ["message"], textOf);
			const stack = take(error, ["stack"], textOf);
			if (error.keys.length === 0) {
				place.keys.splice(index, 1);
				place.values.splice(index, 1);
			}
			if (type !== null) fields.add("exception.type", type);
			if (message !== null) fields.add("exception.message", message);
			if (stack !== null) fields.add("exception.stacktrace", stack);
			return;
		}
	}
}

/** Pino's own, and the one that most who set another choose. */
const ERROR_KEYS = ["err", "error"];

function isError(value: Attributes): boolean {
	return textOf(value.get("message")) !== null || textOf(value.get("stack")) !== null;
}
