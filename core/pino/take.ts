import { type AnyValue, Attributes } from "../otlp/attributes.ts";

/**
 * Takes the first of the named fields out of `fields` whose value `convert` knows what to do with, and returns what it
 * makes of it; null where there is none. What is not taken stays.
 */
export function take<Result>(
	fields: Attributes,
	names: readonly string[],
	convert: (value: AnyValue) => Result | null,
): Result | null {
	for (const name of names) {
		const index = fields.keys.indexOf(name);
		if (index < 0) continue;
		const result = convert(fields.values[index] ?? null);
		if (result === null) continue;
		fields.keys.splice(index, 1);
		fields.values.splice(index, 1);
		return result;
	}
	return null;
}

/** A text that is not empty. */
export function textOf(value: AnyValue | undefined): string | null {
	return typeof value === "string" && value !== "" ? value : null;
}

/** The value at a path of names. */
export function valueAt(fields: Attributes, ...path: string[]): AnyValue | undefined {
	let value: AnyValue | undefined = fields;
	for (const name of path) value = value instanceof Attributes ? value.get(name) : undefined;
	return value;
}
