import { describe, expect, it } from "vitest";
import { SAMPLE_TIME } from "../../test/support/otlp/otlpSample.ts";
import { parentAndChild, tracesSample } from "../../test/support/otlp/tracesSample.ts";
import type { TelemetryBatch } from "../records/batch.ts";
import { decodeTraces } from "./decode.ts";
import { spanRows } from "./spanRows.ts";

const receivedAt = new Date("2026-05-01T10:00:00.250Z");
const sample = tracesSample(parentAndChild);
const rowsOf = (body: Uint8Array, encoding: "protobuf" | "json") =>
	spanRows(decodeTraces(body, encoding), { receivedAt });

const ids = { traceId: "5B8EFFF798038103D269B633813FC60C", spanId: "EEE19B7EC3C1B174" };

/** Rows of hand-written OTLP/JSON spans. */
function batchOf(...spans: object[]): TelemetryBatch {
	const request = { resourceSpans: [{ scopeSpans: [{ spans }] }] };
	return rowsOf(new TextEncoder().encode(JSON.stringify(request)), "json");
}

const rowOf = (span: object) => batchOf({ ...ids, startTimeUnixNano: "1000", ...span }).spans[0];

describe("spanRows", () => {
	it("gives equal rows for the protobuf and the JSON of the same telemetry", () => {
		const fromProtobuf = rowsOf(sample.protobuf, "protobuf");
		expect(fromProtobuf.spans).toHaveLength(2);
		expect(rowsOf(sample.json, "json")).toEqual(fromProtobuf);
	});

	it("fills every column of a span from a real SDK", () => {
		const batch = rowsOf(sample.protobuf, "protobuf");
		const [child, parent] = batch.spans;
		expect(parent).toMatchObject({
			timestamp: `${SAMPLE_TIME}.000001Z`,
			durationNs: "4998500",
			parentSpanId: null,
			service: "checkout",
			environment: "staging",
			operationName: "GET /orders/{id}",
			kind: "server",
			status: "error",
			requestId: "req-1",
			links: null,
		});
		expect(child).toMatchObject({
			traceId: parent?.traceId,
			parentSpanId: parent?.spanId,
			durationNs: "1000001",
			kind: "client",
			status: "unset",
			events: null,
			templateId: null,
		});
		expect(JSON.parse(parent?.attributes ?? "")).toMatchObject({
			"http.response.status_code": 500,
			"request.id": "req-1",
			ratio: 0.5,
			tags: ["a", "b"],
		});
		expect(JSON.parse(child?.links ?? "")).toMatchObject([
			{ traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", attributes: { why: "batch" } },
		]);
		expect(JSON.parse(parent?.events ?? "")).toMatchObject([
			{ time: `${SAMPLE_TIME}.003000Z`, name: "retry", attributes: { attempt: 2 } },
			{ name: "exception", attributes: { "exception.type": "TypeError" } },
		]);
	});

	it("gives a failed span a template of its operation and what went wrong", () => {
		const batch = rowsOf(sample.protobuf, "protobuf");
		const content = batch.contents.get(batch.spans[1]?.templateId ?? "");
		expect(content?.kind).toBe("span");
		expect(content?.content).toMatch(/^GET .*: TypeError: id .* is not a number$/);
		const said = batchOf({ ...ids, name: "pay", status: { code: 2, message: "card refused" } });
		expect([...said.contents.values()].map(({ content }) => content)).toEqual(["pay: card refused"]);
	});

	it("rejects spans without valid ids and takes the others", () => {
		const batch = batchOf(
			{ ...ids, name: "good" },
			{ ...ids, traceId: "00000000000000000000000000000000", name: "no trace" },
			{ ...ids, spanId: "ab", name: "short" },
		);
		expect(batch.spans.map((span) => span.operationName)).toEqual(["good"]);
		expect(batch.rejected).toEqual({ count: 2, reason: 'span "no trace" has no valid trace id' });
	});

	it("accepts ids in either case and enums by name, and reads unknown enum numbers as unspecified", () => {
		expect(rowOf({ kind: "SPAN_KIND_PRODUCER", status: { code: "STATUS_CODE_OK" } })).toMatchObject({
			traceId: ids.traceId.toLowerCase(),
			spanId: ids.spanId.toLowerCase(),
			kind: "producer",
			status: "ok",
		});
		expect(rowOf({ kind: 77, status: { code: -5 } })).toMatchObject({ kind: "unspecified", status: "unset" });
	});

	it.each([
		["ends", { startTimeUnixNano: "1000", endTimeUnixNano: "3500" }, "2500", {}],
		["has not ended", { startTimeUnixNano: "1000" }, "0", {}],
		[
			"ends before it starts",
			{ startTimeUnixNano: "1000", endTimeUnixNano: "10" },
			"0",
			{ "otel.end_time_unix_nano": 10 },
		],
		[
			"lasts longer than a bigint",
			{ startTimeUnixNano: "1", endTimeUnixNano: "18446744073709551615" },
			"9223372036854775807",
			{},
		],
	])("measures a span that %s", (_case, times, durationNs, attributes) => {
		const row = rowOf(times);
		expect(row?.durationNs).toBe(durationNs);
		expect(JSON.parse(row?.attributes ?? "")).toEqual(attributes);
	});

	it("takes the time of receipt only where a span has no time at all", () => {
		expect(batchOf({ ...ids, endTimeUnixNano: "5000" }).spans[0]?.timestamp).toBe("1970-01-01T00:00:00.000005Z");
		const timeless = batchOf(ids);
		expect(timeless.spans[0]?.timestamp).toBe("2026-05-01T10:00:00.250000Z");
		expect(timeless.timed).toBe(false);
	});

	it("keeps dropped counts, flags and a broken parent id in the attributes", () => {
		const row = rowOf({
			droppedAttributesCount: 1,
			droppedEventsCount: 2,
			droppedLinksCount: 3,
			flags: 0x103,
			parentSpanId: "abcd",
		});
		expect(row?.parentSpanId).toBeNull();
		expect(JSON.parse(row?.attributes ?? "")).toEqual({
			"otel.dropped_attributes_count": 1,
			"otel.dropped_events_count": 2,
			"otel.dropped_links_count": 3,
			"otel.trace_flags": 3,
			"otel.invalid_parent_span_id": "abcd",
		});
	});
});
