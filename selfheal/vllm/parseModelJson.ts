import { jsonrepair } from "jsonrepair";

/**
 * JSON as a model writes it: small faults are repaired, such as single quotes, a comma too many, a fence around it.
 * Undefined where that does not help, and where the end is missing: what a model meant to say there nobody knows.
 */
export function parseModelJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		if (!FINISHED.test(text)) return undefined;
	}
	try {
		return JSON.parse(jsonrepair(text));
	} catch {
		return undefined;
	}
}

/** Ends as an object, an array or a fence does. */
const FINISHED = /[}\]`]\s*$/;
