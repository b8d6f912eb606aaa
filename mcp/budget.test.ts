import { expect, test } from "vitest";
import { roomOf, rowsWithin, shares } from "./budget.ts";
import { csv } from "./csv.ts";
import { estimateTokens } from "./estimateTokens.ts";

const rows = Array.from({ length: 40 }, (_, index) => ({ id: index, message: `message "${index}", with signs` }));

test("a list gets as many rows as fit, with its header", () => {
	const within = rowsWithin<(typeof rows)[number]>(300, (row) => row);
	const shown = within(rows);
	expect(estimateTokens(JSON.stringify(csv(rows.slice(0, shown))))).toBeLessThanOrEqual(300);
	expect(estimateTokens(JSON.stringify(csv(rows.slice(0, shown + 2))))).toBeGreaterThan(300);
	expect([within([]), within(rows.slice(0, 3))]).toEqual([0, 3]);
});

test("tables take what the ones before left, and say what they leave out", () => {
	const room = roomOf(300);
	expect(room.table("first", rows.slice(0, 2))).toBe(csv(rows.slice(0, 2)));
	expect(room.table("empty", [])).toBeUndefined();
	const half = room.table("half", rows, 1 / 2)?.split("\n").length ?? 0;
	const rest = room.table("rest", rows)?.split("\n").length ?? 0;
	expect(half).toBeGreaterThan(2);
	expect(rest).toBeGreaterThan(2);
	expect(room.table("none", [{ text: "word ".repeat(300) }])).toBeUndefined();
	expect(room.leftOut).toEqual([
		`half: ${half - 1} of 40 shown for want of maxTokens.`,
		`rest: ${rest - 1} of 40 shown for want of maxTokens.`,
		"none: 0 of 1 shown for want of maxTokens.",
	]);
});

test("a list's later pages have no tables beside it, and no words about them", () => {
	expect(shares(4_000, false)).toEqual({ list: 3_200, tables: 0 });
	const room = roomOf(0);
	expect([room.table("first", rows), room.leftOut]).toEqual([undefined, []]);
});
