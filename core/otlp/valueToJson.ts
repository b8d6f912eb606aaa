import { type AnyValue, Attributes } from "./attributes.ts";

/** Members that a record has besides its attributes, such as its counts of dropped ones. */
export type ExtraMembers = Record<string, AnyValue>;

/**
 * JSON text of an AnyValue. Integers keep all digits (PostgreSQL's jsonb is exact); NaN and the infinities, which JSON
 * has no number for, become text.
 */
export function valueToJson(value: AnyValue): string {
	switch (typeof value) {
		case "string":
			return JSON.stringify(value);
		case "number":
			return Number.isFinite(value) ? String(value) : `"${value}"`;
		case "boolean":
		case "bigint":
			return String(value);
		default:
			if (value === null) return "null";
			if (value instanceof Attributes) return attributesToJson(value);
			return `[${value.map(valueToJson).join(",")}]`;
	}
}

/** JSON object of attributes in the order of arrival. Of a key that came twice, jsonb keeps the last. */
export function attributesToJson({ keys, values }: Attributes, extra?: ExtraMembers): string {
	let json = "{";
	for (let index = 0; index < keys.length; index += 1) {
		if (index > 0) json += ",";
		json += keyToJson(keys[index] ?? "") + valueToJson(values[index] ?? null);
	}
	if (extra) {
		for (const key in extra) {
			json += `${json.length > 1 ? "," : ""}${JSON.stringify(key)}:${valueToJson(extra[key] ?? null)}`;
		}
	}
	return `${json}}`;
}

/** Keys repeat from record to record: quoted once. */
const quotedKeys = new Map<string, string>();
const MAX_QUOTED_KEYS = 4096;

function keyToJson(key: string): string {
	let quoted = quotedKeys.get(key);
	if (quoted === undefined) {
		quoted = `${JSON.stringify(key)}:`;
		if (quotedKeys.size >= MAX_QUOTED_KEYS) quotedKeys.clear();
		if (key.length <= 100) quotedKeys.set(key, quoted);
	}
	return quoted;
}

/**
 * JSON text that is the same for the same value however it was ordered: keys sorted at each level, the last of
 * duplicates kept. For identities.
 */
export function canonicalJson(value: AnyValue): string {
	if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
	if (!(value instanceof Attributes)) return valueToJson(value);
	const members = new Map<string, AnyValue>();
	for (let index = 0; index < value.keys.length; index += 1) {
		members.set(value.keys[index] ?? "", value.values[index] ?? null);
	}
	const sorted = [...members.keys()].sort();
	return `{${sorted.map((key) => `${JSON.stringify(key)}:${canonicalJson(members.get(key) ?? null)}`).join(",")}}`;
}
