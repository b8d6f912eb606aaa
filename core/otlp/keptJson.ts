import type { Changed } from "../records/changed.ts";
import type { Attributes } from "./attributes.ts";
import { limitAttributes } from "./limitAttributes.ts";
import { canonicalJson } from "./valueToJson.ts";

/** JSON text of attributes that identify something. */
export interface KeptJson {
	/** All of them, for the identity: two that differ only beyond the limits are two. */
	whole: string;
	/** Those within the limits, as they are stored; the same text where nothing is beyond. */
	kept: string;
}

/** `dropped` is how many attributes the sender left out; limits the attributes in place. */
export function keptJson(attributes: Attributes, dropped: number, changed: Changed): KeptJson {
	const whole = jsonWith(attributes, dropped);
	const cutBefore = changed.attribute_cut;
	const over = limitAttributes(attributes, changed);
	const same = over === 0 && changed.attribute_cut === cutBefore;
	return { whole, kept: same ? whole : jsonWith(attributes, dropped + over) };
}

function jsonWith(attributes: Attributes, dropped: number): string {
	if (dropped === 0) return canonicalJson(attributes);
	attributes.add(DROPPED_ATTRIBUTES, dropped);
	const json = canonicalJson(attributes);
	attributes.keys.pop();
	attributes.values.pop();
	return json;
}

/** The specification's name for a count of dropped attributes where there is no field for it. */
export const DROPPED_ATTRIBUTES = "otel.dropped_attributes_count";
