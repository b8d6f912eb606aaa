import { cutText } from "./cutText.ts";

/** A text on one line, cut where it is longer than `limit`. */
export function short(text: string, limit: number): string {
	return cutText(text.replace(/\s+/g, " ").trim(), limit);
}
