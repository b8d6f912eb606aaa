import { WireType } from "@bufbuild/protobuf/wire";
import { otlpLimits } from "../limits.ts";
import { type AnyValue, Attributes } from "./attributes.ts";
import type { ItemBudget } from "./itemBudget.ts";
import { OtlpDecodeError } from "./otlpDecodeError.ts";
import type { OtlpReader } from "./otlpReader.ts";

/** Reads one AnyValue that ends at `end`. Where several members are set, the last one counts. */
export function readValue(reader: OtlpReader, end: number, budget: ItemBudget, depth = 0): AnyValue {
	let value: AnyValue = null;
	while (reader.pos < end) {
		const tag = reader.nextTag();
		switch (tag) {
			case STRING_VALUE:
				value = reader.string();
				break;
			case BOOL_VALUE:
				value = reader.bool();
				break;
			case INT_VALUE:
				value = compact(BigInt(reader.int64()));
				break;
			case DOUBLE_VALUE:
				value = reader.double();
				break;
			case ARRAY_VALUE:
				value = readArray(reader, reader.nextEnd(end), budget, deeper(depth));
				break;
			case KVLIST_VALUE:
				value = readKeyValues(reader, reader.nextEnd(end), budget, deeper(depth));
				break;
			case BYTES_VALUE:
				value = reader.base64();
				break;
			default:
				skipUnknown(reader, tag, 7, "AnyValue");
		}
	}
	checkEnd(reader, end);
	return value;
}

/** Reads one KeyValue that ends at `end`. */
export function readAttribute(reader: OtlpReader, end: number, into: Attributes, budget: ItemBudget, depth = 0): void {
	let key = "";
	let value: AnyValue = null;
	while (reader.pos < end) {
		const tag = reader.nextTag();
		if (tag === KEY) key = reader.name();
		else if (tag === VALUE) value = readValue(reader, reader.nextEnd(end), budget, depth);
		else skipUnknown(reader, tag, 2, "KeyValue");
	}
	checkEnd(reader, end);
	into.add(key, value);
}

const tagOf = (field: number, wireType: WireType) => (field << 3) | wireType;
const STRING_VALUE = tagOf(1, WireType.LengthDelimited);
const BOOL_VALUE = tagOf(2, WireType.Varint);
const INT_VALUE = tagOf(3, WireType.Varint);
const DOUBLE_VALUE = tagOf(4, WireType.Bit64);
const ARRAY_VALUE = tagOf(5, WireType.LengthDelimited);
const KVLIST_VALUE = tagOf(6, WireType.LengthDelimited);
const BYTES_VALUE = tagOf(7, WireType.LengthDelimited);
const KEY = tagOf(1, WireType.LengthDelimited);
const VALUE = tagOf(2, WireType.LengthDelimited);
/** The one field of ArrayValue and of KeyValueList. */
const VALUES = tagOf(1, WireType.LengthDelimited);

/** An integer as a number where that is exact. */
export function compact(integer: bigint): number | bigint {
	const number = Number(integer);
	return Number.isSafeInteger(number) ? number : integer;
}

function readArray(reader: OtlpReader, end: number, budget: ItemBudget, depth: number): AnyValue[] {
	const items: AnyValue[] = [];
	while (reader.pos < end) {
		const tag = reader.nextTag();
		if (tag !== VALUES) {
			skipUnknown(reader, tag, 1, "ArrayValue");
			continue;
		}
		budget.takeValue();
		items.push(readValue(reader, reader.nextEnd(end), budget, depth));
	}
	checkEnd(reader, end);
	return items;
}

function readKeyValues(reader: OtlpReader, end: number, budget: ItemBudget, depth: number): Attributes {
	const entries = new Attributes();
	while (reader.pos < end) {
		const tag = reader.nextTag();
		if (tag !== VALUES) {
			skipUnknown(reader, tag, 1, "KeyValueList");
			continue;
		}
		budget.takeValue();
		readAttribute(reader, reader.nextEnd(end), entries, budget, depth);
	}
	checkEnd(reader, end);
	return entries;
}

export function deeper(depth: number): number {
	if (depth >= otlpLimits.valueDepth) {
		throw new OtlpDecodeError(`a value is nested more than ${otlpLimits.valueDepth} levels deep`);
	}
	return depth + 1;
}

function skipUnknown(reader: OtlpReader, tag: number, lastKnown: number, message: string): void {
	if (tag >>> 3 <= lastKnown) {
		throw new OtlpDecodeError(`field ${tag >>> 3} of ${message} has wire type ${tag & 7}, which is not its own`);
	}
	reader.skip(tag & 7, tag >>> 3);
}

function checkEnd(reader: OtlpReader, end: number): void {
	if (reader.pos > end) throw new OtlpDecodeError("a field runs past the end of its message");
}
