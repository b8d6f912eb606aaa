import { type AnyValue, Attributes } from "../otlp/attributes.ts";
import { knownAttributes } from "../otlp/knownAttributes.ts";
import type { LogRecordMessage } from "../otlp/tables/logs.ts";
import { canonicalJson, valueToJson } from "../otlp/valueToJson.ts";
import { addException } from "./addException.ts";
import { pinoLevel } from "./pinoLevel.ts";
import { pinoTime } from "./pinoTime.ts";
import { take, textOf, valueAt } from "./take.ts";
import { takeTrace } from "./takeTrace.ts";

/** A log record of a pino record's fields. Those that it has no place for stay its attributes. */
export function pinoRecord(fields: Attributes): LogRecordMessage {
	const timeUnixNano = take(fields, TIME, pinoTime) ?? 0n;
	const level = take(fields, LEVEL, pinoLevel);
	const message = take(fields, MESSAGE, messageOf);
	const places = [fields, ...nestedFields(fields)];
	const trace = takeTrace(places);
	addException(places, fields);
	addKnown(places, fields);
	return {
		...EMPTY_RECORD,
		...level,
		...trace,
		timeUnixNano,
		body: message ?? bodyWithoutMessage(fields),
		attributes: fields,
	};
}

export const EMPTY_RECORD: Readonly<Omit<LogRecordMessage, "attributes">> = {
	timeUnixNano: 0n,
	observedTimeUnixNano: 0n,
	severityNumber: 0,
	severityText: "",
	body: null,
	droppedAttributesCount: 0,
	flags: 0,
	traceId: "",
	spanId: "",
	eventName: "",
};

/** Pino's own names, and those that its formatters are told for the sake of other systems. */
const TIME = ["time", "timestamp", "@timestamp", "ts"];
const LEVEL = ["level", "severity", "log.level"];
const MESSAGE = ["msg", "message"];

function messageOf(value: AnyValue): string | null {
	return typeof value === "object" ? null : textOf(typeof value === "string" ? value : valueToJson(value));
}

/** Pino's `nestedKey` puts what a call logs under one name, which the record does not tell: its only object. */
function nestedFields({ values }: Attributes): Attributes[] {
	const objects = values.filter((value) => value instanceof Attributes);
	return objects.length === 1 ? objects : [];
}

/** Request and user under the names that have columns, where they came under others. */
function addKnown(places: Attributes[], fields: Attributes): void {
	const known = knownAttributes(fields);
	const requestId = known.requestId === undefined ? firstAt(places, REQUEST_ID) : null;
	const userId = known.userId === undefined ? firstAt(places, USER_ID) : null;
	if (requestId !== null) fields.add("request.id", requestId);
	if (userId !== null) fields.add("user.id", userId);
}

/** Fastify's and pino-http's; the others are for a nested key. */
const REQUEST_ID = [
	["reqId"],
	["req", "id"],
	["req", "headers", "x-request-id"],
	["request.id"],
	["request_id"],
	["requestId"],
	["request", "id"],
];
const USER_ID = [["userId"], ["user_id"], ["user", "id"], ["user.id"], ["enduser.id"]];

function firstAt(places: Attributes[], paths: string[][]): string | number | bigint | null {
	for (const place of places) {
		for (const path of paths) {
			const value = valueAt(place, ...path);
			if (typeof value === "number" || typeof value === "bigint") return value;
			if (typeof value === "string" && value !== "") return value;
		}
	}
	return null;
}

/** A record without a message says what its fields say; where it has an exception, that is what it says. */
function bodyWithoutMessage(fields: Attributes): string | null {
	const { errorType, errorMessage } = knownAttributes(fields);
	if (fields.keys.length === 0 || errorType !== undefined || errorMessage !== undefined) return null;
	return canonicalJson(fields);
}
