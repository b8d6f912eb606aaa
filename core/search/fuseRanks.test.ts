import { expect, test } from "vitest";
import { fuseRanks } from "./fuseRanks.ts";

const list = (name: string, ids: string[], weight = 1) => ({ name, weight, ids });
const order = (...lists: ReturnType<typeof list>[]) => fuseRanks(lists).map(({ id }) => id);

test("puts what several lists hold before what one holds at the same rank", () => {
	expect(order(list("words", ["a", "b"]), list("meaning", ["c", "b"]))).toEqual(["b", "a", "c"]);
});

test("keeps the order of a single list, and of the lists where scores are equal", () => {
	expect(order(list("words", ["b", "a", "c"]))).toEqual(["b", "a", "c"]);
	expect(order(list("words", ["a"]), list("meaning", ["b"]))).toEqual(["a", "b"]);
});

test("counts a list by its weight", () => {
	expect(order(list("words", ["a"]), list("same text", ["b"], 3))).toEqual(["b", "a"]);
	expect(fuseRanks([list("words", ["a"], 2)])[0]?.score).toBeCloseTo(2 / 61, 12);
});

test("says which lists hold it", () => {
	expect(fuseRanks([list("words", ["a"]), list("spelling", []), list("meaning", ["a"])])).toEqual([
		{ id: "a", score: expect.closeTo(2 / 61, 12), lists: ["words", "meaning"] },
	]);
});

test("has nothing to rank of nothing", () => {
	expect(fuseRanks([])).toEqual([]);
});
