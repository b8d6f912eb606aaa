import { expect, test } from "vitest";
import { countShift } from "./countShift.ts";

const shift = (before: number, during: number) => countShift({ before, beforeOf: 1000, during, duringOf: 1000 });

test.each([
	["one event where there was none", 0, 1, 0, 0.25],
	["as many as before", 100, 100, 0, 0],
	["fewer than before", 100, 50, 0, 0],
	["some more than chance has it", 100, 115, 0, 0.15],
	["ten where there was none", 0, 10, 0.6, 0.85],
	["five times as many", 100, 500, 0.65, 0.85],
	["hundreds where there was none", 0, 500, 0.9, 1],
])("%s: %i, then %i", (_, before, during, least, most) => {
	expect(shift(before, during)).toBeGreaterThanOrEqual(least);
	expect(shift(before, during)).toBeLessThanOrEqual(most);
});

test("counts are compared by how much there was to count of", () => {
	expect(countShift({ before: 10, beforeOf: 1000, during: 100, duringOf: 10_000 })).toBe(0);
	expect(countShift({ before: 0, beforeOf: 0, during: 5, duringOf: 10 })).toBe(0);
});
