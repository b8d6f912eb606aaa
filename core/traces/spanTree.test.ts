import { expect, test } from "vitest";
import { depthFirst, type PlacedSpan, spanTree } from "./spanTree.ts";

const span = (spanId: string, parentSpanId: string | null, startMs = 0, durationMs = 10): PlacedSpan => ({
	traceId: "t",
	spanId,
	parentSpanId,
	startMs,
	durationMs,
});
/** Each span as its id under its depth, with its own time. */
const drawn = (spans: PlacedSpan[]) =>
	depthFirst(spanTree(spans)).map(
		({ span, depth, selfMs, orphan }) => `${"  ".repeat(depth)}${span.spanId} ${selfMs}${orphan ? " orphan" : ""}`,
	);

test("hangs spans below their parents, whichever came first", () => {
	const spans = [span("c", "b", 4, 2), span("d", "a", 7, 3), span("b", "a", 2, 5), span("a", null, 0, 10)];
	const tree = ["a 2", "  b 3", "    c 2", "  d 3"];
	expect(drawn(spans)).toEqual(tree);
	expect(drawn(spans.toReversed())).toEqual(tree);
});

test("counts time in which several children ran once, and what outlasts the parent not at all", () => {
	expect(drawn([span("a", null, 0, 10), span("b", "a", 2, 4), span("c", "a", 4, 20), span("d", "a", 5, 1)])).toEqual([
		"a 2",
		"  b 4",
		"  c 20",
		"  d 1",
	]);
	// A queue's consumer begins when its producer has long ended; another machine's clock is early.
	expect(drawn([span("a", null, 0, 10), span("late", "a", 50, 5), span("early", "a", -5, 7)])).toEqual([
		"a 8",
		"  early 7",
		"  late 5",
	]);
});

test("shows spans whose parents are missing at the top", () => {
	expect(drawn([span("a", null), span("b", "gone", 1, 1)])).toEqual(["a 10", "b 1 orphan"]);
});

test("shows each span of a cycle once, and what hangs below it", () => {
	expect(drawn([span("a", "b", 0), span("b", "a", 1, 1), span("c", "b", 2, 1), span("self", "self", 9, 1)])).toEqual([
		"a 9 orphan",
		"  b 1",
		"    c 1",
		"self 1 orphan",
	]);
});

test("keeps spans that share an id", () => {
	expect(drawn([span("a", null, 0, 10), span("b", "a", 1, 8), span("b", "a", 2, 5), span("c", "b", 3, 1)])).toEqual([
		"a 2",
		"  b 7",
		"    c 1",
		"  b 5",
	]);
});

test("tells traces apart whose spans have the same ids", () => {
	expect(drawn([span("a", null), { ...span("b", "a", 1), traceId: "other" }])).toEqual(["a 10", "b 10 orphan"]);
});

test("stands a chain that is thousands of spans deep", () => {
	const chain = Array.from({ length: 20_000 }, (_, index) => span(`${index}`, index === 0 ? null : `${index - 1}`));
	expect(depthFirst(spanTree(chain)).at(-1)?.depth).toBe(19_999);
});

test("has nothing to show of nothing", () => {
	expect(spanTree([])).toEqual([]);
});
