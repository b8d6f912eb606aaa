import { type AnyValue, Attributes } from "./attributes.ts";
import { canonicalJson, valueToJson } from "./valueToJson.ts";

/** The members of a structured body that hold its text. */
const MESSAGE_KEYS = ["message", "msg", "body"];

/**
 * The text of a log record: its body, the message within a structured body (or all of it as JSON), the name of an event,
 * or what an exception says.
 */
export function logMessage(
	body: AnyValue,
	eventName: string,
	errorType: string | null,
	errorMessage: string | null,
): string {
	if (typeof body === "string" && body !== "") return body;
	if (body !== null && body !== "") return textOfBody(body);
	if (eventName !== "") return eventName;
	return [errorType, errorMessage].filter((part) => part !== null).join(": ");
}

function textOfBody(body: Exclude<AnyValue, string | null>): string {
	if (body instanceof Attributes) {
		for (const key of MESSAGE_KEYS) {
			const text = body.get(key);
			if (typeof text === "string" && text !== "") return text;
		}
	}
	return typeof body === "object" ? canonicalJson(body) : valueToJson(body).replaceAll('"', "");
}
