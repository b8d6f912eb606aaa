import { WireType } from "@bufbuild/protobuf/wire";
import { repairText } from "../text/repairText.ts";
import { OtlpDecodeError } from "./otlpDecodeError.ts";
import type { OtlpReader } from "./otlpReader.ts";

/** How one scalar type is read from protobuf and from JSON; both give the same value. */
export interface Scalar {
	wireType: WireType;
	fromWire: (reader: OtlpReader) => unknown;
	fromJson: (value: unknown) => unknown;
}

export const text: Scalar = {
	wireType: WireType.LengthDelimited,
	fromWire: (reader) => reader.string(),
	fromJson: textOf,
};

/** Trace and span ids: lower-case hexadecimal; OTLP/JSON has hexadecimal too, unlike other bytes. */
export const id: Scalar = {
	wireType: WireType.LengthDelimited,
	fromWire: (reader) => reader.hex(),
	fromJson: idOf,
};

export const bool: Scalar = {
	wireType: WireType.Varint,
	fromWire: (reader) => reader.bool(),
	fromJson: booleanOf,
};

export const uint32: Scalar = {
	wireType: WireType.Varint,
	fromWire: (reader) => reader.uint32(),
	fromJson: (value) => integerOf(value, 0, 0xffff_ffff),
};

export const fixed32: Scalar = {
	wireType: WireType.Bit32,
	fromWire: (reader) => reader.fixed32(),
	fromJson: (value) => integerOf(value, 0, 0xffff_ffff),
};

export const sint32: Scalar = {
	wireType: WireType.Varint,
	fromWire: (reader) => reader.sint32(),
	fromJson: (value) => integerOf(value, -0x8000_0000, 0x7fff_ffff),
};

export const int64: Scalar = {
	wireType: WireType.Varint,
	fromWire: (reader) => reader.int64(),
	fromJson: (value) => bigintOf(value),
};

export const sint64: Scalar = {
	wireType: WireType.Varint,
	fromWire: (reader) => reader.sint64(),
	fromJson: (value) => bigintOf(value),
};

export const uint64: Scalar = {
	wireType: WireType.Varint,
	fromWire: (reader) => reader.uint64(),
	fromJson: (value) => bigintOf(value, 0n, MAX_UINT64),
};

export const fixed64: Scalar = {
	wireType: WireType.Bit64,
	fromWire: (reader) => reader.fixed64(),
	fromJson: (value) => bigintOf(value, 0n, MAX_UINT64),
};

export const sfixed64: Scalar = {
	wireType: WireType.Bit64,
	fromWire: (reader) => reader.sfixed64(),
	fromJson: (value) => bigintOf(value, MIN_INT64, MAX_INT64),
};

export const double: Scalar = {
	wireType: WireType.Bit64,
	fromWire: (reader) => reader.double(),
	fromJson: doubleOf,
};

/** An enum by its numbers; in JSON, names are accepted although OTLP's senders should not use them. */
export function enumeration(names: Record<string, number>): Scalar {
	return {
		wireType: WireType.Varint,
		fromWire: (reader) => reader.int32(),
		fromJson: (value) => {
			const known = typeof value === "string" && Object.hasOwn(names, value) ? names[value] : undefined;
			return known ?? integerOf(value, -0x8000_0000, 0x7fff_ffff);
		},
	};
}

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;
const MAX_UINT64 = 2n ** 64n - 1n;

export function textOf(value: unknown): string {
	if (typeof value !== "string") throw unexpected("a string", value);
	return repairText(value);
}

function idOf(value: unknown): string {
	if (typeof value !== "string") throw unexpected("a hexadecimal string", value);
	if (value.length % 2 !== 0 || /[^0-9a-f]/i.test(value)) {
		throw new OtlpDecodeError("an id must be hexadecimal (OTLP/JSON has no base64 here)");
	}
	return value.toLowerCase();
}

export function booleanOf(value: unknown): boolean {
	if (typeof value !== "boolean") throw unexpected("true or false", value);
	return value;
}

function integerOf(value: unknown, min: number, max: number): number {
	return Number(bigintOf(value, BigInt(min), BigInt(max)));
}

/** A 64-bit integer of JSON: a decimal string, or a number. A number too large for a double arrives as a bigint. */
export function bigintOf(value: unknown, min = MIN_INT64, max = MAX_INT64): bigint {
	const isInteger =
		typeof value === "bigint" ||
		Number.isInteger(value) ||
		// No longer digits: parsing them costs the square of their number.
		(typeof value === "string" && /^-?\d{1,20}$/.test(value));
	if (!isInteger) throw unexpected("an integer", value);
	const integer = BigInt(value as bigint | number | string);
	if (integer < min || integer > max) throw new OtlpDecodeError(`${integer} is not between ${min} and ${max}`);
	return integer;
}

/** A double of JSON: a number, its decimal text, or one of the names that JSON has no number for. */
export function doubleOf(value: unknown): number {
	if (typeof value === "number") return value;
	if (typeof value === "bigint") return Number(value);
	if (typeof value === "string" && (NAMED_DOUBLES.has(value) || /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value))) {
		return Number(value);
	}
	throw unexpected('a number, "NaN", "Infinity" or "-Infinity"', value);
}

const NAMED_DOUBLES = new Set(["NaN", "Infinity", "-Infinity"]);

export function unexpected(wanted: string, value: unknown): OtlpDecodeError {
	return new OtlpDecodeError(`expected ${wanted}, got ${kindOf(value)}`);
}

function kindOf(value: unknown): string {
	if (value === null) return "null";
	if (Array.isArray(value)) return "an array";
	if (typeof value === "object") return "an object";
	const shown = typeof value === "string" ? JSON.stringify(value) : String(value);
	return `${typeof value} ${shown.length > 40 ? `${shown.slice(0, 40)}…` : shown}`;
}
