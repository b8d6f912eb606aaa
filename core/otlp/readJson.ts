import { Attributes } from "./attributes.ts";
import type { ItemBudget } from "./itemBudget.ts";
import type { Field, MessageTable } from "./messageTable.ts";
import { OtlpDecodeError } from "./otlpDecodeError.ts";
import { readJsonAttributes, readJsonValue } from "./readJsonValue.ts";
import { unexpected } from "./scalars.ts";

/**
 * Checks a parsed OTLP/JSON message against its table and gives what `readProtobuf` gives for the same message.
 * Unknown fields are ignored, null is a field that is not there.
 */
export function readJson<Message extends object>(
	json: unknown,
	table: MessageTable<Message>,
	budget: ItemBudget,
): Message {
	if (!isJsonObject(json)) throw unexpected(`an object (${table.name})`, json);
	const decoded = table.create();
	const target = decoded as Record<string, unknown>;
	for (const name in json) {
		const field = table.byName.get(name);
		const value = json[name];
		if (field && value !== null) target[field.property] = readField(value, field, budget);
	}
	return decoded;
}

export function isJsonObject(json: unknown): json is Record<string, unknown> {
	return typeof json === "object" && json !== null && !Array.isArray(json);
}

function readField(json: unknown, field: Field, budget: ItemBudget): unknown {
	if (field.repeated) return readList(json, field, budget);
	try {
		if (field.shape !== "attributes") return readItem(json, field, budget);
		const attributes = new Attributes();
		readJsonAttributes(json, attributes, budget);
		return attributes;
	} catch (error) {
		throw error instanceof OtlpDecodeError ? error.within(field.name) : error;
	}
}

function readList(json: unknown, field: Field, budget: ItemBudget): unknown[] {
	if (!Array.isArray(json)) throw unexpected("an array", json).within(field.name);
	const items: unknown[] = [];
	try {
		for (const item of json) items.push(readItem(item, field, budget));
	} catch (error) {
		throw error instanceof OtlpDecodeError ? error.within(field.name, items.length) : error;
	}
	return items;
}

function readItem(json: unknown, field: Field, budget: ItemBudget): unknown {
	if (field.scalar) {
		if (field.repeated) budget.takeValue();
		return field.scalar.fromJson(json);
	}
	if (field.message) {
		budget.takeMessage();
		return readJson(json, field.message, budget);
	}
	budget.takeValue();
	return readJsonValue(json, budget);
}
