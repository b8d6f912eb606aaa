import type { Scalar } from "./scalars.ts";

/**
 * What a field holds: a scalar, a nested message, or one of the two shapes that are too frequent for a table:
 * a list of KeyValue (`attributes`) and an AnyValue (`value`).
 */
export type FieldType = Scalar | MessageTable<object> | "attributes" | "value";

export interface Field {
	number: number;
	/** Name in OTLP/JSON. */
	name: string;
	/** Property of the decoded object; members of a oneof may share one. */
	property: string;
	scalar: Scalar | null;
	message: MessageTable<object> | null;
	shape: "attributes" | "value" | null;
	repeated: boolean;
}

/** One protobuf message as data: both decoders, of protobuf and of JSON, are driven by it. */
export interface MessageTable<Message extends object> {
	name: string;
	/** An object with the defaults of all fields, so that all decoded objects have one shape. */
	create: () => Message;
	byNumber: (Field | undefined)[];
	byName: Map<string, Field>;
}

export interface FieldSpec<Property> {
	number: number;
	type: FieldType;
	repeated: boolean;
	property?: Property;
}

/** A singular field; `property` where the decoded object has another name for it. */
export function one<Property extends string>(
	number: number,
	type: FieldType,
	property?: Property,
): FieldSpec<Property> {
	return { number, type, repeated: false, property };
}

/** A repeated field. */
export function many(number: number, type: FieldType): FieldSpec<never> {
	return { number, type, repeated: true };
}

/** Describes a message: `fields` by their names in OTLP/JSON. */
export function message<Message extends object>(
	name: string,
	create: () => Message,
	fields: Record<string, FieldSpec<keyof Message>>,
): MessageTable<Message> {
	const table: MessageTable<Message> = { name, create, byNumber: [], byName: new Map() };
	for (const [fieldName, { number, type, repeated, property }] of Object.entries(fields)) {
		const field: Field = {
			number,
			name: fieldName,
			property: String(property ?? fieldName),
			scalar: typeof type === "object" && "fromWire" in type ? type : null,
			message: typeof type === "object" && "byName" in type ? type : null,
			shape: typeof type === "string" ? type : null,
			repeated,
		};
		table.byNumber[number] = field;
		table.byName.set(fieldName, field);
	}
	return table;
}
