import { describe, expect, it } from "vitest";
import { attributeLimits } from "../limits.ts";
import { emptyBatch } from "../records/batch.ts";
import { Attributes } from "./attributes.ts";
import { decodeLogs, decodeMetrics, decodeTraces } from "./decode.ts";
import { limitAttributes, limitValue } from "./limitAttributes.ts";
import { logRows } from "./logRows.ts";
import { metricRows } from "./metricRows.ts";
import { spanRows } from "./spanRows.ts";

const { count, key: keyLimit, value: valueLimit } = attributeLimits;
const OVER = 3;
const clock = { receivedAt: new Date("2026-05-01T10:00:00Z") };
const bytes = (request: object) => new TextEncoder().encode(JSON.stringify(request));
const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
/** More than are kept, each a little one. */
const many = Array.from({ length: count + OVER }, (_, index) => text(`k${index}`, "v"));
const long = "x".repeat(valueLimit + 1);
const cutMark = new RegExp(`^x+… \\[${valueLimit + 1} characters\\]$`);
const nested = (values: number) => ({ arrayValue: { values: Array(values).fill({ intValue: 1 }) } });

function expectLimited(json: string | undefined | null): void {
	const attributes = JSON.parse(json ?? "null");
	expect(Object.keys(attributes)).toHaveLength(count + 1);
	expect(attributes).toMatchObject({ k0: "v", [`k${count - 1}`]: "v", "otel.dropped_attributes_count": OVER });
}

describe("attributes beyond their limits", () => {
	it("are dropped from the last on, and cut with a mark; what is within is left alone", () => {
		const { changed } = emptyBatch();
		const attributes = new Attributes();
		for (let index = 0; index < count - 1; index += 1) attributes.add(`k${index}`, index);
		attributes.add("k".repeat(keyLimit + 1), long);
		expect(limitAttributes(attributes, changed)).toBe(0);
		attributes.add("one", "too many");
		expect(limitAttributes(attributes, changed)).toBe(1);
		expect(changed).toMatchObject({ attribute_dropped: 1, attribute_cut: 1 });
		expect(attributes.keys.at(-1)).toMatch(/^k+… \[256 characters\]$/);
		expect(attributes.keys.at(-1)).toHaveLength(keyLimit);
		expect(attributes.values.at(-1)).toMatch(cutMark);
	});

	it("of a list or an object count as JSON, and become the beginning of it", () => {
		const inside = Array(Math.floor((valueLimit - 1) / 2)).fill(1);
		expect(limitValue(inside)).toBe(inside);
		const outside = [...inside, 1];
		expect(limitValue(outside)).toMatch(/^\[1,1.*… \[65537 characters\]$/);
		const escaped = new Attributes();
		escaped.add("quote", '"'.repeat(valueLimit / 2));
		expect(limitValue([escaped])).toMatch(/^\[\{"quote":"\\"\\".*… \[\d+ characters\]$/);
	});

	it("leave a log record whole but for them: its columns, its structured body's message", () => {
		const record = {
			timeUnixNano: "1",
			body: { kvlistValue: { values: [text("message", "hello"), { key: "all", value: nested(valueLimit) }] } },
			attributes: [...many, text("exception.message", "last of all"), text("request.id", "r-1")],
			droppedAttributesCount: 4,
		};
		const { logs, changed } = logRows(
			decodeLogs(bytes({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] }), "json"),
			clock,
		);
		expect(logs[0]).toMatchObject({ message: "hello", errorMessage: "last of all", requestId: "r-1" });
		const context = JSON.parse(logs[0]?.context ?? "");
		expect(context["log.body"]).toMatch(/^\{"message":"hello","all":\[1,.*… \[\d+ characters\]$/);
		expect(context["otel.dropped_attributes_count"]).toBe(4 + OVER + 2);
		expect(changed).toMatchObject({ attribute_dropped: OVER + 2, attribute_cut: 1 });
	});

	it("are a span's, its events' and its links' alike", () => {
		const span = {
			traceId: "5B8EFFF798038103D269B633813FC60C",
			spanId: "EEE19B7EC3C1B174",
			startTimeUnixNano: "1000",
			attributes: many,
			events: [{ name: "e", attributes: [...many, text("late", long)] }],
			links: [{ attributes: [text("long", long)], droppedAttributesCount: 1 }],
		};
		const request = { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };
		const { spans, changed } = spanRows(decodeTraces(bytes(request), "json"), clock);
		expectLimited(spans[0]?.attributes);
		const [event] = JSON.parse(spans[0]?.events ?? "");
		expect([Object.keys(event.attributes).length, event.droppedAttributesCount]).toEqual([count, OVER + 1]);
		const [link] = JSON.parse(spans[0]?.links ?? "");
		expect([link.attributes.long, link.droppedAttributesCount]).toEqual([expect.stringMatching(cutMark), 1]);
		expect(changed).toMatchObject({ attribute_dropped: 2 * OVER + 1, attribute_cut: 1 });
	});

	it("do not make one series of two, nor one resource or scope", () => {
		const points = ["a", "b"].map((last) => ({
			timeUnixNano: "1",
			asDouble: 1,
			attributes: [...many.slice(0, -1), text(`k${count + OVER - 1}`, last)],
			exemplars: [{ asDouble: 1, filteredAttributes: many }],
		}));
		const scopeMetrics = ["a", "b"].map((last) => ({
			scope: { name: "s", attributes: [text("long", long + last)] },
			metrics: [{ name: "g", gauge: { dataPoints: points } }],
		}));
		const resourceMetrics = ["a", "b"].map((last) => ({
			resource: { attributes: [...many, text("service.name", last)] },
			scopeMetrics,
		}));
		const { points: rows, ...batch } = metricRows(decodeMetrics(bytes({ resourceMetrics }), "json"), clock);
		expect([rows.length, batch.series.size, batch.scopes.size, batch.resources.size]).toEqual([8, 8, 2, 2]);
		for (const { labels } of batch.series.values()) expectLimited(labels);
		for (const { exemplars } of rows) expectLimited(JSON.stringify(JSON.parse(exemplars ?? "")[0].attributes));
		expect([...batch.resources.values()].map(({ service }) => service)).toEqual(["a", "b"]);
	});

	it("are cut where a browser's errors are a column, too", () => {
		const errors = JSON.stringify(Array(valueLimit).fill(1));
		const record = { timeUnixNano: "1", attributes: [text("client_errors", errors)] };
		const request = { resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] };
		const [log] = logRows(decodeLogs(bytes(request), "json"), clock).logs;
		expect(JSON.parse(log?.clientErrors ?? "")).toMatch(/^\[1,1.*… \[\d+ characters\]$/);
	});
});
