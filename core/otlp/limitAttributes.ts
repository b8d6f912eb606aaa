import { attributeLimits } from "../limits.ts";
import type { Changed } from "../records/changed.ts";
import { cutText } from "../text/cutText.ts";
import type { AnyValue, Attributes } from "./attributes.ts";
import { valueToJson } from "./valueToJson.ts";

/**
 * Brings attributes within their limits, in place: cuts long names and values with a mark and drops those that are too
 * many, the last ones. Counts both, and returns how many it dropped. What is picked out of them or makes an identity has
 * to be read before.
 */
export function limitAttributes({ keys, values }: Attributes, changed: Changed): number {
	const dropped = Math.max(0, keys.length - attributeLimits.count);
	if (dropped > 0) {
		keys.length = attributeLimits.count;
		values.length = attributeLimits.count;
		changed.attribute_dropped += dropped;
	}
	for (let index = 0; index < keys.length; index += 1) {
		const key = keys[index] ?? "";
		const value = values[index] ?? null;
		const limited = limitValue(value);
		if (limited === value && key.length <= attributeLimits.key) continue;
		keys[index] = cutText(key, attributeLimits.key);
		values[index] = limited;
		changed.attribute_cut += 1;
	}
	return dropped;
}

/** A value within the limit; of a list or an object whose JSON is longer, the beginning of that JSON, as a text. */
export function limitValue(value: AnyValue): AnyValue {
	if (typeof value === "string") return cutText(value, attributeLimits.value);
	if (typeof value !== "object" || value === null || roomAfter(value, attributeLimits.value) >= 0) return value;
	const json = valueToJson(value);
	return json.length > attributeLimits.value ? cutText(json, attributeLimits.value) : value;
}

/** What is left at least of so much room once a value's JSON is in it, in UTF-16 code units. Looks no further than that. */
function roomAfter(value: AnyValue, room: number): number {
	if (typeof value === "string") return room - longest(value);
	if (typeof value !== "object" || value === null) return room - LONGEST_SCALAR;
	const isList = Array.isArray(value);
	const items = isList ? value : value.values;
	let left = room - BRACKETS;
	for (let index = 0; index < items.length && left >= 0; index += 1) {
		left = roomAfter(items[index] ?? null, isList ? left : left - longest(value.keys[index] ?? ""));
	}
	return left;
}

/** Of a text's JSON, with the sign after it: each character may become an escape of six. */
function longest(text: string): number {
	return 6 * text.length + 3;
}

/** The longest double, `-1.7976931348623157e+308`, in quotes and with a comma. */
const LONGEST_SCALAR = 27;
const BRACKETS = 3;
