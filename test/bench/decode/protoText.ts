import type { Field, MessageTable } from "../../../core/otlp/messageTable.ts";
import * as scalars from "../../../core/otlp/scalars.ts";

/** A message of `core/otlp/tables`, and all that it is made of, as the text of a .proto file: for libraries that want one. */
export function protoText(root: MessageTable<object>): string {
	const messages = new Map<string, string>();
	const add = ({ name, byName }: MessageTable<object>) => {
		messages.set(name, messageText(name, [...byName.values()]));
		for (const { message } of byName.values()) if (message && !messages.has(message.name)) add(message);
	};
	add(root);
	return ['syntax = "proto3";', COMMON, ...messages.values()].join("\n");
}

function messageText(name: string, fields: Field[]): string {
	const lines = fields.map((field) => `${typeOf(field)} ${field.name} = ${field.number};`);
	return `message ${name} { ${lines.join(" ")} }`;
}

function typeOf({ message, shape, scalar, repeated }: Field): string {
	if (shape === "attributes") return "repeated KeyValue";
	if (shape === "value") return "AnyValue";
	const type = message?.name ?? SCALARS.find(([, known]) => known === scalar)?.[0] ?? "int32";
	return repeated ? `repeated ${type}` : type;
}

/** By protobuf's names; enumerations are made anew for each field, and are int32 on the wire. */
const SCALARS: [string, scalars.Scalar][] = [
	["string", scalars.text],
	["bytes", scalars.id],
	["bool", scalars.bool],
	["uint32", scalars.uint32],
	["fixed32", scalars.fixed32],
	["sint32", scalars.sint32],
	["int64", scalars.int64],
	["sint64", scalars.sint64],
	["uint64", scalars.uint64],
	["fixed64", scalars.fixed64],
	["sfixed64", scalars.sfixed64],
	["double", scalars.double],
];

/** opentelemetry-proto 1.x, common/v1/common.proto: what our decoder reads without a table. */
const COMMON = `
	message AnyValue {
		oneof value {
			string string_value = 1;
			bool bool_value = 2;
			int64 int_value = 3;
			double double_value = 4;
			ArrayValue array_value = 5;
			KeyValueList kvlist_value = 6;
			bytes bytes_value = 7;
		}
	}
	message ArrayValue { repeated AnyValue values = 1; }
	message KeyValueList { repeated KeyValue values = 1; }
	message KeyValue { string key = 1; AnyValue value = 2; }`;
