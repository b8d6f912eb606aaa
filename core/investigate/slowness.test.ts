import { expect, test } from "vitest";
import { callMap } from "./callMap.ts";
import { slowness } from "./slowness.ts";
import { type Sketch, treeOf } from "./testing/spans.ts";
import { timeOwners } from "./timeOwners.ts";

/** Ten requests: the shop asks the ledger and the mailer, and the ledger its database. */
function requests({ shop = 10, ledger = 10, database = 10, way = 1, mailerWay = 1 }) {
	const at = { ledger: 5, answer: 5 + way / 2 };
	const asked = ledger + database + way;
	const sketch: Sketch = {
		durationMs: shop + asked + 10 + mailerWay,
		below: [
			{
				kind: "client",
				operation: "ask ledger",
				startMs: at.ledger,
				durationMs: asked,
				below: [
					{
						service: "ledger",
						startMs: at.answer,
						durationMs: ledger + database,
						below: [
							{
								service: "ledger",
								kind: "client",
								operation: "SELECT",
								peer: "ledger-db",
								startMs: at.answer + 1,
								durationMs: database,
							},
						],
					},
				],
			},
			{
				kind: "client",
				operation: "ask mailer",
				startMs: at.ledger + asked,
				durationMs: 10 + mailerWay,
				below: [{ service: "mailer", startMs: at.ledger + asked + mailerWay / 2, durationMs: 10 }],
			},
		],
	};
	return Array.from({ length: 10 }, (_, index) => treeOf(sketch, `t${index}`)).flat();
}

function slowest(now: Parameters<typeof requests>[0]) {
	const [was, is] = [requests({}), requests(now)];
	const map = callMap([...was, ...is]);
	return slowness(timeOwners(was, map), timeOwners(is, map), 10).map(({ service, ms, share }) => [
		service,
		Math.round(ms),
		Math.round(share * 100),
	]);
}

test("nothing is slow where nothing took longer", () => {
	expect(slowest({})).toEqual([]);
	expect(slowest({ shop: 10.4 })).toEqual([]);
});

test("a service is slow by its own time, not by that of what it calls", () => {
	expect(slowest({ ledger: 60 })).toEqual([["ledger", 50, 100]]);
	expect(slowest({ shop: 60 })).toEqual([["shop", 50, 100]]);
});

test("the time of a call without an answer is that of whom it is meant for", () => {
	expect(slowest({ database: 60 })).toEqual([["ledger-db", 50, 100]]);
});

test("time on the way is rather the callee's, and the caller's where all of its ways are slow", () => {
	expect(slowest({ way: 51 })[0]).toEqual(["ledger", 44, 89]);
	expect(slowest({ way: 51, mailerWay: 51 }).map(([service]) => service)).toContain("shop");
});

test("several shares add up", () => {
	expect(slowest({ shop: 40, ledger: 70 })).toEqual([
		["ledger", 60, 67],
		["shop", 30, 33],
	]);
});
