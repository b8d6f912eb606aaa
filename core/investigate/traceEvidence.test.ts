import { expect, test } from "vitest";
import { type Sketch, spansOf } from "./testing/spans.ts";
import { type SampledTraces, traceEvidence } from "./traceEvidence.ts";

const call = (below: Sketch, given: Sketch = {}): Sketch => ({
	kind: "client",
	operation: "ask",
	...given,
	below: [below],
});
const traces = (sketch: Sketch, amount: number, name: string) =>
	Array.from({ length: amount }, (_, index) => spansOf(sketch, `${name}${index}`));

const well: Sketch = { durationMs: 20, below: [call({ service: "ledger", durationMs: 10 }, { durationMs: 11 })] };
const slow: Sketch = { durationMs: 120, below: [call({ service: "ledger", durationMs: 110 }, { durationMs: 111 })] };
const failed: Sketch = {
	status: "error",
	below: [call({ service: "ledger", status: "error", message: "deadlock" }, { status: "error" })],
};

const sampled = (any: Sketch, failing: Sketch | null, amount = 30): SampledTraces => ({
	any: traces(failing ?? any, amount, "any"),
	failed: failing ? traces(failing, amount, "failed") : [],
	ms: 60_000,
});
const before = sampled(well, null);

test("names where failures begin, with a trace", () => {
	const { evidence, callees } = traceEvidence(before, sampled(well, failed), false);
	expect(evidence.find(({ kind }) => kind === "failures")).toMatchObject({
		service: "ledger",
		strength: expect.closeTo(0.76, 1),
		statement: '30 of 30 failing traces fail first in ledger, 0 of 0 before: ledger "GET /: deadlock".',
		ids: { traceId: "failed0", spanId: "3" },
	});
	expect(callees.get("shop")).toEqual(new Set(["ledger"]));
});

test("failures that are as frequent as before are none", () => {
	const always = sampled(well, failed);
	expect(traceEvidence(always, always, false).evidence).toEqual([]);
});

test("a few failures among many requests matter little, unless it is they that are asked about", () => {
	const few = { ...sampled(well, null, 150), failed: traces(failed, 5, "failed") };
	const strengthOf = (asked: boolean) =>
		traceEvidence(before, few, asked).evidence.find(({ kind }) => kind === "failures")?.strength ?? 0;
	expect(strengthOf(false)).toBeLessThan(strengthOf(true) / 2);
});

test("names where requests have become slow, by how much, with the longest span", () => {
	const { evidence } = traceEvidence(before, sampled(slow, null), false);
	expect(evidence).toEqual([
		{
			service: "ledger",
			kind: "slowness",
			strength: expect.closeTo(0.91, 1),
			statement: '100 % of what requests take longer is of ledger: "GET /" took 110 ms by itself instead of 10 ms.',
			at: null,
			ids: { traceId: "any0", spanId: "3" },
		},
	]);
});
