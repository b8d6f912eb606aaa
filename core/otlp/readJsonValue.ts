import { Buffer } from "node:buffer";
import { type AnyValue, Attributes } from "./attributes.ts";
import type { ItemBudget } from "./itemBudget.ts";
import { OtlpDecodeError } from "./otlpDecodeError.ts";
import { isJsonObject } from "./readJson.ts";
import { compact, deeper } from "./readProtobufValue.ts";
import { bigintOf, booleanOf, doubleOf, textOf, unexpected } from "./scalars.ts";

/** Reads one AnyValue of OTLP/JSON: an object with at most one known member. */
export function readJsonValue(json: unknown, budget: ItemBudget, depth = 0): AnyValue {
	if (json === null) return null;
	if (!isJsonObject(json)) throw unexpected("an object (AnyValue)", json);
	let value: AnyValue = null;
	for (const name in json) {
		const member = json[name];
		if (member === null || member === undefined) continue;
		try {
			value = readMember(name, member, budget, depth) ?? value;
		} catch (error) {
			throw error instanceof OtlpDecodeError ? error.within(name) : error;
		}
	}
	return value;
}

/** Reads an array of KeyValue into `into`. */
export function readJsonAttributes(json: unknown, into: Attributes, budget: ItemBudget, depth = 0): void {
	if (!Array.isArray(json)) throw unexpected("an array of KeyValue", json);
	let index = 0;
	try {
		for (const item of json) {
			budget.takeValue();
			readKeyValue(item, into, budget, depth);
			index += 1;
		}
	} catch (error) {
		throw error instanceof OtlpDecodeError ? error.within("", index) : error;
	}
}

function readMember(name: string, json: unknown, budget: ItemBudget, depth: number): AnyValue | undefined {
	switch (name) {
		case "stringValue":
			return textOf(json);
		case "boolValue":
			return booleanOf(json);
		case "intValue":
			return integerOf(json);
		case "doubleValue":
			return doubleOf(json);
		case "bytesValue":
			return base64Of(json);
		case "arrayValue":
			return readArray(json, budget, deeper(depth));
		case "kvlistValue":
			return readKeyValues(json, budget, deeper(depth));
		default:
			return undefined;
	}
}

/** JavaScript's SDK sends every whole number as `intValue`, 1e21 too: what int64 cannot hold stays a double. */
function integerOf(json: unknown): AnyValue {
	if (typeof json === "number" && Number.isInteger(json)) return json;
	return compact(bigintOf(json));
}

/** Base64 in its standard form; JSON may have the URL's alphabet and no padding. */
function base64Of(json: unknown): string {
	if (typeof json !== "string") throw unexpected("base64", json);
	if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(json)) throw unexpected("base64", json);
	return Buffer.from(json, "base64").toString("base64");
}

function readArray(json: unknown, budget: ItemBudget, depth: number): AnyValue[] {
	const values = valuesOf(json);
	const items: AnyValue[] = [];
	try {
		for (const item of values) {
			budget.takeValue();
			items.push(readJsonValue(item, budget, depth));
		}
	} catch (error) {
		throw error instanceof OtlpDecodeError ? error.within("values", items.length) : error;
	}
	return items;
}

function readKeyValues(json: unknown, budget: ItemBudget, depth: number): Attributes {
	const entries = new Attributes();
	try {
		readJsonAttributes(valuesOf(json), entries, budget, depth);
	} catch (error) {
		throw error instanceof OtlpDecodeError ? error.within("values") : error;
	}
	return entries;
}

/** The `values` of an ArrayValue or a KeyValueList; none where the field is left out. */
function valuesOf(json: unknown): unknown[] {
	if (!isJsonObject(json)) throw unexpected("an object with values", json);
	const { values } = json;
	if (values === undefined || values === null) return [];
	if (!Array.isArray(values)) throw unexpected("an array", values).within("values");
	return values;
}

function readKeyValue(json: unknown, into: Attributes, budget: ItemBudget, depth: number): void {
	if (!isJsonObject(json)) throw unexpected("an object (KeyValue)", json);
	const { key, value } = json;
	let member = "key";
	try {
		const name = textOf(key ?? "");
		member = "value";
		into.add(name, readJsonValue(value ?? null, budget, depth));
	} catch (error) {
		throw error instanceof OtlpDecodeError ? error.within(member) : error;
	}
}
