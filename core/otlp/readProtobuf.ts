import { WireType } from "@bufbuild/protobuf/wire";
import type { Attributes } from "./attributes.ts";
import type { ItemBudget } from "./itemBudget.ts";
import type { Field, MessageTable } from "./messageTable.ts";
import { OtlpDecodeError } from "./otlpDecodeError.ts";
import type { OtlpReader } from "./otlpReader.ts";
import { readAttribute, readValue } from "./readProtobufValue.ts";

/** Decodes the message that ends at `end` as its table says. Unknown fields are skipped. */
export function readProtobuf<Message extends object>(
	reader: OtlpReader,
	end: number,
	table: MessageTable<Message>,
	budget: ItemBudget,
	decoded: Message = table.create(),
): Message {
	const target = decoded as Record<string, unknown>;
	let field: Field | undefined;
	try {
		while (reader.pos < end) {
			const tag = reader.nextTag();
			field = table.byNumber[tag >>> 3];
			if (field) readField(reader, end, field, tag & 7, target, budget);
			else reader.skip(tag & 7, tag >>> 3);
		}
		if (reader.pos > end) throw new OtlpDecodeError("the field runs past the end of its message");
	} catch (error) {
		throw locate(error, reader.pos, field, target);
	}
	return decoded;
}

function readField(
	reader: OtlpReader,
	end: number,
	field: Field,
	wireType: WireType,
	target: Record<string, unknown>,
	budget: ItemBudget,
): void {
	const { scalar, property } = field;
	if (scalar) {
		if (field.repeated) readNumbers(reader, end, field, wireType, target[property] as unknown[], budget);
		else {
			if (wireType !== scalar.wireType) throw wrongWireType(scalar.wireType, wireType);
			target[property] = scalar.fromWire(reader);
		}
		return;
	}
	if (wireType !== WireType.LengthDelimited) throw wrongWireType(WireType.LengthDelimited, wireType);
	const fieldEnd = reader.nextEnd(end);
	if (field.message === null) {
		budget.takeValue();
		if (field.shape === "attributes") readAttribute(reader, fieldEnd, target[property] as Attributes, budget);
		else target[property] = readValue(reader, fieldEnd, budget);
		return;
	}
	budget.takeMessage();
	if (field.repeated) {
		(target[property] as unknown[]).push(readProtobuf(reader, fieldEnd, field.message, budget));
	} else {
		const present = (target[property] as object | null) ?? undefined;
		target[property] = readProtobuf(reader, fieldEnd, field.message, budget, present);
	}
}

/** Repeated numbers come packed into one field, or one by one. */
function readNumbers(
	reader: OtlpReader,
	end: number,
	field: Field,
	wireType: WireType,
	numbers: unknown[],
	budget: ItemBudget,
): void {
	const { scalar } = field;
	if (!scalar) return;
	if (wireType === scalar.wireType) {
		budget.takeValue();
		numbers.push(scalar.fromWire(reader));
		return;
	}
	if (wireType !== WireType.LengthDelimited) throw wrongWireType(scalar.wireType, wireType);
	const fieldEnd = reader.nextEnd(end);
	while (reader.pos < fieldEnd) {
		budget.takeValue();
		numbers.push(scalar.fromWire(reader));
	}
	if (reader.pos > fieldEnd) throw new OtlpDecodeError("the packed numbers run past the end of their field");
}

function wrongWireType(wanted: WireType, got: WireType): OtlpDecodeError {
	return new OtlpDecodeError(`wire type ${got} where ${wanted} belongs`);
}

/** The error seen from this message: the field it arose in, and for a fault of the bytes their place. */
function locate(error: unknown, position: number, field: Field | undefined, target: Record<string, unknown>): unknown {
	const fault = asDecodeError(error, position);
	if (!(fault instanceof OtlpDecodeError) || !field) return fault;
	const list = target[field.property];
	return fault.within(field.name, field.message && Array.isArray(list) ? list.length : undefined);
}

/** The reader knows two errors of its own, plain ones; anything else is a fault of this program. */
function asDecodeError(error: unknown, position: number): unknown {
	if (error instanceof OtlpDecodeError) return error;
	if (error instanceof RangeError || (error instanceof Error && error.constructor === Error)) {
		return new OtlpDecodeError(`${error.message} (at byte ${position})`);
	}
	return error;
}
