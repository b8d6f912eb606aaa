import { expect, test } from "vitest";
import { criticalPath } from "./criticalPath.ts";
import { type PlacedSpan, spanTree } from "./spanTree.ts";

const span = (spanId: string, parentSpanId: string | null, startMs: number, durationMs: number): PlacedSpan => ({
	traceId: "t",
	spanId,
	parentSpanId,
	startMs,
	durationMs,
});
const path = (...spans: PlacedSpan[]) =>
	Object.fromEntries([...criticalPath(spanTree(spans))].map(([{ span }, ms]) => [span.spanId, ms]));

test("of calls one after another holds each of them", () => {
	expect(path(span("a", null, 0, 10), span("b", "a", 1, 4), span("c", "a", 6, 3))).toEqual({ a: 3, b: 4, c: 3 });
});

test("of calls at the same time holds the one that was waited for", () => {
	expect(path(span("a", null, 0, 10), span("short", "a", 1, 4), span("long", "a", 1, 8))).toEqual({ a: 2, long: 8 });
});

test("goes on with what ended before the last one began", () => {
	expect(path(span("a", null, 0, 10), span("b", "a", 0, 6), span("c", "a", 4, 5))).toEqual({ a: 1, b: 4, c: 5 });
});

test("goes down to the depth where the time went", () => {
	expect(path(span("a", null, 0, 10), span("b", "a", 1, 8), span("c", "b", 2, 6))).toEqual({ a: 2, b: 2, c: 6 });
});

test("leaves out what nobody waited for", () => {
	expect(path(span("a", null, 0, 10), span("after", "a", 20, 5), span("none", "a", 3, 0))).toEqual({ a: 10 });
	expect(path(span("a", null, 0, 10), span("outlasting", "a", 5, 50))).toEqual({ a: 5, outlasting: 5 });
});

test("adds up no more than the time that went by", () => {
	expect(path(span("a", null, 0, 10), span("b", null, 5, 10))).toEqual({ a: 5, b: 10 });
	expect(path(span("a", null, 0, 10), span("b", null, 50, 10))).toEqual({ a: 10, b: 10 });
	expect(path()).toEqual({});
});
