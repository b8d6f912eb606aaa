import { expect, test } from "vitest";
import { trendCell, trendCellHours } from "./trend.ts";

test("adds neighbours up to eight numbers at the most, and says how long each is", () => {
	const trend = Array.from({ length: 24 }, (_, hour) => hour);
	expect(trendCell(trend)).toBe("3 12 21 30 39 48 57 66");
	expect(trendCellHours(1, [{ trend }])).toBe(3);
	expect(trendCell([1, 2])).toBe("1 2");
	expect(trendCellHours(6, [{ trend: [1, 2] }])).toBe(6);
	expect(trendCellHours(6, [])).toBe(6);
});

test("ends in what is left over", () => {
	expect(trendCell([1, 1, 1, 1, 1, 1, 1, 1, 5])).toBe("2 2 2 2 5");
});
