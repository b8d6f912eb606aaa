import { describe, expect, it } from "vitest";
import { inTrace, logsSample, SPAN_ID, TRACE_ID, variedLogs } from "../../test/support/otlp/logsSample.ts";
import { SAMPLE_SECOND, SAMPLE_TIME } from "../../test/support/otlp/otlpSample.ts";
import type { LogRecord } from "../records/log.ts";
import { decodeLogs } from "./decode.ts";
import { logRows } from "./logRows.ts";
import { timestampOfDate } from "./timestamp.ts";

const receivedAt = new Date("2026-05-01T10:00:00.250Z");
const varied = logsSample((logger) => {
	for (const record of variedLogs) logger.emit(record);
});
const rowsOf = (body: Uint8Array, encoding: "protobuf" | "json") => logRows(decodeLogs(body, encoding), { receivedAt });

/** Rows of one hand-written OTLP/JSON record. */
function rowOf(record: object, resourceAttributes: object[] = []): LogRecord {
	const request = {
		resourceLogs: [{ resource: { attributes: resourceAttributes }, scopeLogs: [{ logRecords: [record] }] }],
	};
	const [row] = rowsOf(new TextEncoder().encode(JSON.stringify(request)), "json").logs;
	if (!row) throw new Error("no row");
	return row;
}

const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });

describe("logRows", () => {
	it("gives equal rows for the protobuf and the JSON of the same telemetry", () => {
		const fromProtobuf = rowsOf(varied.protobuf, "protobuf");
		expect(fromProtobuf.logs).toHaveLength(variedLogs.length);
		expect(rowsOf(varied.json, "json")).toEqual(fromProtobuf);
	});

	it("fills every column of a record from a real SDK", () => {
		const batch = rowsOf(varied.protobuf, "protobuf");
		const [row] = batch.logs;
		expect(row).toMatchObject({
			timestamp: `${SAMPLE_TIME}.123456Z`,
			observedTimestamp: timestampOfDate(new Date((SAMPLE_SECOND + 1) * 1000)),
			service: "checkout",
			environment: "production",
			hostname: "pod-7",
			requestId: "req-1",
			userId: "u-9",
			level: "error",
			severityNumber: 17,
			severityText: null,
			message: "payment 4711 failed",
			loggerName: "app.orders",
			eventName: null,
			errorType: "TimeoutError",
			errorMessage: "no answer in 3000 ms",
			traceId: TRACE_ID,
			spanId: SPAN_ID,
		});
		expect(row?.errorStack).toContain("pay.ts:10:3");
		expect(batch.contents.has(row?.templateId ?? "")).toBe(true);
		expect(batch.resources.get(row?.resourceId ?? "")).toMatchObject({
			service: "checkout",
			schemaUrl: "https://opentelemetry.io/schemas/1.37.0",
		});
		expect(batch.scopes.get(row?.scopeId ?? "")).toMatchObject({ name: "app.orders", version: "1.2.3" });
	});

	it("keeps every attribute of every type in the context, those with columns included", () => {
		const context = JSON.parse(rowsOf(varied.protobuf, "protobuf").logs[0]?.context ?? "");
		expect(context).toEqual({
			...variedLogs[0]?.attributes,
			bytes: "AP+A",
		});
	});

	it("takes the message from a structured body and keeps the body whole", () => {
		const [, withMessage, without, list] = rowsOf(varied.json, "json").logs;
		expect(withMessage?.message).toBe("structured");
		expect(JSON.parse(withMessage?.context ?? "")).toEqual({
			"log.body": { message: "structured", order: { id: 7 } },
		});
		expect(without?.message).toBe('{"nothing":"here","order":7}');
		expect(list?.message).toBe('["a",1,true]');
	});

	it("names an event, and words an exception, where there is no body", () => {
		expect(rowOf({ eventName: "session.start" })).toMatchObject({
			message: "session.start",
			eventName: "session.start",
		});
		const attributes = [attribute("exception.type", "E"), attribute("exception.message", "boom")];
		expect(rowOf({ attributes }).message).toBe("E: boom");
		expect(rowOf({}).message).toBe("");
		expect(rowOf({ body: { intValue: "12" } }).message).toBe("12");
	});

	it.each([
		[{ severityNumber: 1 }, "trace"],
		[{ severityNumber: 8 }, "debug"],
		[{ severityNumber: 9, severityText: "error" }, "info"],
		[{ severityNumber: 16 }, "warn"],
		[{ severityNumber: 20 }, "error"],
		[{ severityNumber: 24 }, "fatal"],
		[{ severityText: "WARNING" }, "warn"],
		[{ severityText: "Critical" }, "fatal"],
		[{ severityText: "err" }, "error"],
		[{ severityText: "Information" }, "info"],
		[{ severityText: "FATAL3" }, "fatal"],
		[{ severityText: "constructor" }, "info"],
		[{}, "info"],
	])("reads the level of %j as %s", (record, level) => {
		expect(rowOf(record).level).toBe(level);
	});

	it("keeps a severity number that OTLP does not define out of the column but not out of the record", () => {
		const row = rowOf({ severityNumber: 70_000 });
		expect(row.severityNumber).toBeNull();
		expect(JSON.parse(row.context)).toEqual({ "otel.severity_number": 70_000 });
	});

	it("prefers the record's request id and user id to the resource's, and the better known name to the other", () => {
		const resource = [attribute("request_id", "of resource"), attribute("enduser.id", "of resource")];
		const header = {
			key: "http.request.header.x-request-id",
			value: { arrayValue: { values: [{ stringValue: "of header" }, { stringValue: "second" }] } },
		};
		expect(rowOf({}, resource)).toMatchObject({ requestId: "of resource", userId: "of resource" });
		expect(rowOf({ attributes: [header] }, resource).requestId).toBe("of header");
		expect(rowOf({ attributes: [header, attribute("requestId", "camel")] }).requestId).toBe("camel");
		expect(rowOf({ attributes: [attribute("request.id", "dotted"), header] }).requestId).toBe("dotted");
	});

	it("falls back to names that say that nothing is known", () => {
		expect(rowOf({})).toMatchObject({ service: "unknown_service", environment: "unknown", hostname: null });
		expect(rowOf({}, [attribute("deployment.environment", "staging")]).environment).toBe("staging");
	});

	it("takes the time of observation, then that of receipt, where a record has none of its own", () => {
		expect(rowOf({ timeUnixNano: "0", observedTimeUnixNano: "1000" }).timestamp).toBe("1970-01-01T00:00:00.000001Z");
		expect(rowOf({}).timestamp).toBe("2026-05-01T10:00:00.250000Z");
		const bare = { resourceLogs: [{ scopeLogs: [{ logRecords: [{ timeUnixNano: "1" }, {}] }] }] };
		expect(rowsOf(new TextEncoder().encode(JSON.stringify(bare)), "json").timed).toBe(false);
		expect(rowsOf(varied.json, "json").timed).toBe(true);
	});

	it("holds the last nanosecond that OTLP can say", () => {
		expect(rowOf({ timeUnixNano: "18446744073709551615" }).timestamp).toBe("2554-07-21T23:34:33.709551Z");
	});

	it("replaces what PostgreSQL refuses, in texts and in keys", () => {
		const row = rowOf({ body: { stringValue: "a\u0000b\ud800c" }, attributes: [attribute("k\u0000", "\udc00")] });
		expect(row.message).toBe("a\ufffdb\ufffdc");
		expect(JSON.parse(row.context)).toEqual({ "k\ufffd": "\ufffd" });
		expect(rowsOf(varied.protobuf, "protobuf").logs.at(-1)?.message).toBe("null\ufffdbyte");
	});

	it("cuts a message that is too long with a mark that says so", () => {
		const { message } = rowOf({ body: { stringValue: "x".repeat(100_000) } });
		expect(message).toHaveLength(64 * 1024);
		expect(message).toMatch(/x… \[100000 characters\]$/);
	});

	it("keeps ids that are none, dropped counts and flags in the context", () => {
		const row = rowOf({ traceId: "abcd", spanId: "0000000000000000", droppedAttributesCount: 3, flags: 3 });
		expect(row).toMatchObject({ traceId: null, spanId: null });
		expect(JSON.parse(row.context)).toEqual({
			"otel.dropped_attributes_count": 3,
			"otel.invalid_ids": ["abcd", "0000000000000000"],
			"otel.trace_flags": 3,
		});
	});

	it("takes what a browser reports as errors, as JSON or as JSON in a text", () => {
		const text = rowOf({ attributes: [attribute("client_errors", '[{"message":"x\\u0000"}]')] });
		expect(text.clientErrors).toBe('[{"message":"x\ufffd"}]');
		const plain = rowOf({ attributes: [attribute("browser.errors", "not JSON")] });
		expect(plain.clientErrors).toBe('"not JSON"');
		expect(rowOf({}).clientErrors).toBeNull();
	});

	it("gives a resource and a scope one identity, in whatever order their attributes come", () => {
		const [a, b] = [attribute("a", "1"), attribute("b", "2")];
		expect(rowOf({}, [a, b]).resourceId).toBe(rowOf({}, [b, a]).resourceId);
		expect(rowOf({}, [a, b]).resourceId).not.toBe(rowOf({}, [a]).resourceId);
	});

	it("links records of a trace by the SDK's context", () => {
		const sample = logsSample((logger) => logger.emit({ body: "in a trace", context: inTrace }));
		expect(rowsOf(sample.protobuf, "protobuf").logs[0]).toMatchObject({ traceId: TRACE_ID, spanId: SPAN_ID });
	});
});
