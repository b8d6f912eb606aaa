import type { Priority } from "../queue/queuedText.ts";

/**
 * Whether a person waits for a request: by its Priority header where that says so (RFC 9218: urgencies from 0 to 7, and 3
 * for who says nothing), else where it is for a query or a single text.
 */
export function priorityOf(
	header: string | undefined,
	asked: { texts: number; purpose?: "query" | "passage" },
): Priority {
	const urgency = Number(/(?:^|,)\s*u=([0-7])/.exec(header ?? "")?.[1] ?? 3);
	if (urgency !== 3) return urgency < 3 ? "interactive" : "backlog";
	return asked.purpose === "query" || asked.texts === 1 ? "interactive" : "backlog";
}
