import { textLimits } from "../limits.ts";
import type { Content } from "../records/content.ts";
import { contentOf } from "../templates/logContent.ts";
import { columnText } from "./columnText.ts";
import { knownAttributes } from "./knownAttributes.ts";
import type { SpanEvent } from "./tables/traces.ts";

/** What a failed span means: its operation, and its status message or else its last exception. */
export function spanError(operationName: string, statusMessage: string | null, events: SpanEvent[]): Content {
	const cause = statusMessage ?? lastException(events);
	return contentOf("span", cause ? `${operationName}: ${cause}` : operationName);
}

/** "type: message" of the last `exception` event: the one that the span ended with. */
function lastException(events: SpanEvent[]): string | null {
	const event = events.findLast(({ name }) => name === "exception");
	if (!event) return null;
	const { errorType, errorMessage } = knownAttributes(event.attributes);
	const type = columnText(errorType, textLimits.errorType);
	const message = columnText(errorMessage, textLimits.errorMessage);
	return [type, message].filter((part) => part !== null).join(": ");
}
