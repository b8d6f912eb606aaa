import { contentId } from "../contentId.ts";
import type { Content, ContentKind } from "../records/content.ts";
import { mask } from "./mask.ts";
import { remembered } from "./remembered.ts";
import { readStack } from "./stack/readStack.ts";
import { templateLimits } from "./templateLimits.ts";

/** The content of a text: its template, and the in-app frames of a stack trace in it, under the hash of kind and both. */
export function contentOf(kind: ContentKind, text: string): Content {
	return kind === "log" ? contentOfLog(text) : contentUnder(kind, templateOf(text));
}

/**
 * The content of a log record: the template of its message, its exception where the message does not say it, and the
 * in-app frames of the exception's stack. The same error has the same content wherever it is deployed.
 */
export function logContent(record: {
	message: string;
	errorType: string | null;
	errorMessage: string | null;
	errorStack: string | null;
}): Content {
	const { message, errorType, errorMessage, errorStack } = record;
	if (errorType === null && errorMessage === null && errorStack === null) return contentOfLog(message);
	const said = readStack(message);
	const stack = errorStack === null ? said : stackOf(errorStack);
	const own = [errorType, errorMessage].filter((part) => part !== null);
	const error = (own.length > 0 ? own : [stack.message]).filter((part) => !said.message.includes(part)).join(": ");
	return contentUnder("log", lines([mask(said.message), mask(error), ...stack.frames]));
}

function templateOf(text: string): string {
	if (!text.includes("\n")) return mask(text);
	const { message, frames } = readStack(text);
	return lines([mask(message), ...frames]);
}

const lines = (parts: string[]) => parts.filter((part) => part !== "").join("\n");

const contentUnder = (kind: ContentKind, content: string): Content => ({
	contentId: contentId(kind, content),
	kind,
	content,
});

// A service says few different things, and some of them word for word.
const { cachedMessages, cachedMessage, cachedStacks, cachedStack } = templateLimits;
const contentOfTemplate = remembered({ entries: cachedMessages, length: cachedMessage }, (template) =>
	contentUnder("log", template),
);
const contentOfLog = remembered({ entries: cachedMessages, length: cachedMessage }, (message) =>
	contentOfTemplate(templateOf(message)),
);
const stackOf = remembered({ entries: cachedStacks, length: cachedStack }, readStack);
