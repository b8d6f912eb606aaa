import { expect, test } from "vitest";
import { type Change, rankChanges } from "./rankChanges.ts";

const ONSET = Date.parse("2026-03-10T12:00:00Z");

function ranked(...changes: { service: string | null; minutesBefore: number; kind?: Change["kind"] }[]) {
	return rankChanges(
		changes.map(({ service, minutesBefore, kind = "deployment" }, index) => ({
			kind,
			service,
			at: new Date(ONSET - minutesBefore * 60_000).toISOString(),
			statement: String(index),
			ids: {},
		})),
		{ at: ONSET, toleranceMs: 60_000, windowMs: 2 * 3600_000 },
		new Map([
			["cart", 0.8],
			["shop", 0.2],
		]),
	);
}

test("a change of a service that ranks high comes before a nearer one of another", () => {
	const order = ranked({ service: "shop", minutesBefore: 1 }, { service: "cart", minutesBefore: 20 });
	expect(order.map(({ service }) => service)).toEqual(["cart", "shop"]);
});

test("the score is weight × nearness × place", () => {
	const [change] = ranked({ service: "shop", minutesBefore: 30, kind: "build" });
	expect(change).toMatchObject({ weight: 0.4, nearness: 0.5, place: 0.25, score: expect.closeTo(0.05) });
});

test("what came after the onset is none, but for how exactly that is known", () => {
	expect(ranked({ service: "cart", minutesBefore: -2 })).toEqual([]);
	expect(ranked({ service: "cart", minutesBefore: -1 })).toHaveLength(1);
});

test("a change of nobody in particular stands between", () => {
	const order = ranked(
		{ service: "shop", minutesBefore: 1 },
		{ service: null, minutesBefore: 1 },
		{ service: "cart", minutesBefore: 1 },
	);
	expect(order.map(({ service }) => service)).toEqual(["cart", null, "shop"]);
});
