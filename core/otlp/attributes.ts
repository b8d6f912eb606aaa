/**
 * An OTLP AnyValue. Bytes are held as base64 text, which is what becomes of them in JSON; integers as numbers where
 * they fit; an empty value is null.
 */
export type AnyValue = string | boolean | number | bigint | null | AnyValue[] | Attributes;

/**
 * An OTLP KeyValue list in the order of arrival, duplicates included: two arrays, since an object for each attribute
 * would be most of a decoder's garbage.
 */
export class Attributes {
	readonly keys: string[] = [];
	readonly values: AnyValue[] = [];

	add(key: string, value: AnyValue): void {
		this.keys.push(key);
		this.values.push(value);
	}

	/** The value of a key, the last one where there are several, or undefined. */
	get(key: string): AnyValue | undefined {
		const index = this.keys.lastIndexOf(key);
		return index < 0 ? undefined : this.values[index];
	}
}
