import { expect, test } from "vitest";
import { callMap } from "./callMap.ts";
import { failureOrigin } from "./failureOrigins.ts";
import { type Sketch, treeOf } from "./testing/spans.ts";

const error = { status: "error" };
const call = { kind: "client", operation: "GET", peer: "10.0.0.7:8080" };

/** A trace in which the same call reached the ledger. */
const before: Sketch = { below: [{ ...call, below: [{ service: "ledger" }] }] };

function originOf(sketch: Sketch, peers = ["ledger"]) {
	const tree = treeOf(sketch, "t2");
	const origin = failureOrigin(tree, callMap([...treeOf(before), ...tree]), new Set(peers));
	return origin && [origin.how, origin.service];
}

test("a failure began in the deepest span that failed", () => {
	expect(originOf({ ...error, below: [{ ...call, ...error, below: [{ service: "ledger", ...error }] }] })).toEqual([
		"failed",
		"ledger",
	]);
	expect(originOf({})).toBeNull();
});

test("a call that nobody answered is of whom it reached before", () => {
	expect(originOf({ ...error, below: [{ ...call, ...error }] })).toEqual(["no answer", "ledger"]);
});

test("a call that nobody answered is of whom it names, where it never reached anyone", () => {
	const query = { kind: "client", operation: "SELECT", peer: "orders-db:5432", ...error };
	expect(originOf({ ...error, below: [query] }, ["orders-db:5432"])).toEqual(["no answer", "orders-db:5432"]);
});

test("a call to what was never called before is the caller's own mistake", () => {
	const query = { kind: "client", operation: "SELECT", peer: "wrong-db:5432", ...error };
	expect(originOf({ ...error, below: [query] }, ["orders-db:5432"])).toEqual(["unknown peer", "shop"]);
});

test("a call that was given up is of where the answer took its time", () => {
	const slow: Sketch = {
		...error,
		durationMs: 1001,
		below: [
			{
				...call,
				...error,
				durationMs: 1000,
				below: [
					{
						service: "ledger",
						durationMs: 3000,
						below: [{ service: "ledger", kind: "client", peer: "ledger-db", operation: "SELECT", durationMs: 2900 }],
					},
				],
			},
		],
	};
	expect(originOf(slow)).toEqual(["late answer", "ledger-db"]);
});

test("a call that failed though it was answered in time failed where it was made", () => {
	expect(originOf({ ...error, below: [{ ...call, ...error, below: [{ service: "ledger", durationMs: 2 }] }] })).toEqual(
		["failed", "shop"],
	);
});
