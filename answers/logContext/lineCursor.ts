import { base64Url, foreignCursor, fromBase64Url, hashOf } from "../cursor.ts";

/** A place between two lines, and the way that leads on from it. */
export interface LinePlace {
	toward: "earlier" | "later";
	/** ISO 8601 with microseconds. */
	timestamp: string;
	/** Of the line at this place, which is not shown again; null where it is a mere moment. */
	logId: string | null;
}

/** The place that a cursor names. Throws where it is not of this question. */
export function placeOf(cursor: string, question: unknown[]): LinePlace {
	const [toward, timestamp = "", logId = "", of] = fromBase64Url(cursor).split(" ");
	const isPlace = TIMESTAMP.test(timestamp) && LOG_ID.test(logId) && of === hashOf(question);
	if (!isPlace || (toward !== "earlier" && toward !== "later")) throw foreignCursor();
	return { toward, timestamp, logId: logId || null };
}

/** The cursor that leads on from a place. */
export function cursorFrom({ toward, timestamp, logId }: LinePlace, question: unknown[]): string {
	return base64Url([toward, timestamp, logId ?? "", hashOf(question)].join(" "));
}

const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z$/;
const LOG_ID = /^\d{0,18}$/;
