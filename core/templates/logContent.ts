import { contentId } from "../contentId.ts";
import type { Content, ContentKind } from "../records/content.ts";
import { mask } from "./mask.ts";

/** The content of a text: its template under the hash of kind and template. */
export function contentOf(kind: ContentKind, text: string): Content {
	const content = mask(text);
	return { contentId: contentId(kind, content), kind, content };
}

/** The content of a log record: the template of its message, and of its exception where the message does not say it. */
export function logContent(record: {
	message: string;
	errorType: string | null;
	errorMessage: string | null;
	errorStack: string | null;
}): Content {
	const { message, errorType, errorMessage } = record;
	const error = [errorType, errorMessage].filter((part) => part !== null && !message.includes(part)).join(": ");
	return contentOf("log", error ? `${message}\n${error}` : message);
}
