import { expect, test } from "vitest";
import { depthFirst } from "../traces/spanTree.ts";
import { inferCalls } from "./inferCalls.ts";
import { type Sketch, treeOf } from "./testing/spans.ts";

const kindsOf = (sketch: Sketch) =>
	depthFirst(inferCalls([treeOf(sketch)]).flat()).map(({ span }) => `${span.operation} ${span.kind}`);

const unknown = { kind: "unspecified" };

test("without kinds, a span within its service above one of another is a call", () => {
	const sketch = {
		...unknown,
		operation: "order",
		below: [
			{ ...unknown, operation: "ask", below: [{ ...unknown, operation: "answer", service: "ledger" }] },
			{ ...unknown, operation: "work" },
			{ ...unknown, operation: "SELECT", peer: "ledger-db" },
		],
	};
	expect(kindsOf(sketch)).toEqual([
		"order unspecified",
		"ask client",
		"answer unspecified",
		"work unspecified",
		"SELECT client",
	]);
});

test("where kinds are known they stay as they are", () => {
	const sketch = {
		operation: "order",
		below: [
			{ operation: "wrapper", kind: "internal", below: [{ operation: "answer", service: "ledger" }] },
			{ operation: "ask", kind: "client" },
		],
	};
	expect(kindsOf(sketch)).toEqual(["order server", "wrapper internal", "answer server", "ask client"]);
});
