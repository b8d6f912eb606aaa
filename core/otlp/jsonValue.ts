import { otlpLimits } from "../limits.ts";
import { repairText } from "../text/repairText.ts";
import { type AnyValue, Attributes } from "./attributes.ts";

/** What is done with each part of a value on the way. */
export interface JsonVisit {
	repair: (text: string) => string;
	/** Called for each item and member; may throw where they are too many. */
	take: () => void;
}

/** A parsed JSON value as an AnyValue whose texts PostgreSQL takes. Throws RangeError where it is nested too deeply. */
export function jsonValue(json: unknown, visit: JsonVisit = REPAIR, depth = 0): AnyValue {
	if (depth > otlpLimits.valueDepth) throw new RangeError("nested too deeply");
	if (typeof json === "string") return visit.repair(json);
	if (Array.isArray(json)) {
		return json.map((item) => {
			visit.take();
			return jsonValue(item, visit, depth + 1);
		});
	}
	if (typeof json !== "object" || json === null) return json as number | bigint | boolean | null;
	const attributes = new Attributes();
	for (const [key, value] of Object.entries(json)) {
		visit.take();
		attributes.add(visit.repair(key), jsonValue(value, visit, depth + 1));
	}
	return attributes;
}

const REPAIR: JsonVisit = { repair: repairText, take: () => {} };
