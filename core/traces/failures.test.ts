import { expect, test } from "vitest";
import { failures } from "./failures.ts";
import { spanTree } from "./spanTree.ts";

const span = (spanId: string, parentSpanId: string | null, status: "ok" | "error", startMs = 0) => ({
	traceId: "t",
	spanId,
	parentSpanId,
	status,
	startMs,
	durationMs: 10,
});
const ranked = (...spans: ReturnType<typeof span>[]) => failures(spanTree(spans)).map(({ span }) => span.spanId);

test("puts the deepest failure first, of equally deep ones the earliest", () => {
	expect(
		ranked(
			span("a", null, "error"),
			span("b", "a", "error", 1),
			span("c", "b", "error", 3),
			span("d", "b", "error", 2),
		),
	).toEqual(["d", "c", "b", "a"]);
});

test("puts what was handled last, however deep it is", () => {
	const handled = [span("try", "a", "ok", 1), span("deep", "try", "error", 2)];
	const passedOn = [span("b", "root", "error", 5), span("root", null, "error")];
	expect(ranked(span("a", "root", "ok"), ...handled)).toEqual(["deep"]);
	expect(ranked(span("other", null, "ok"), span("x", "other", "ok"), span("y", "x", "error"), ...passedOn)).toEqual([
		"b",
		"root",
		"y",
	]);
});

test("sees a failure through spans that did not say so", () => {
	expect(ranked(span("a", null, "error"), span("b", "a", "ok", 1), span("c", "b", "error", 2))).toEqual(["c", "a"]);
});
