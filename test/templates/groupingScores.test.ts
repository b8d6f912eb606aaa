import { expect, it } from "vitest";
import { groupingScores } from "./groupingScores.ts";

it("counts a group only where it is exactly right", () => {
	expect(groupingScores([1, 1, 2, 3], ["a", "a", "b", "c"])).toEqual({ accuracy: 1, f1: 1 });
	// One group is torn, two others are merged: of one pair in truth and one predicted, none is right.
	expect(groupingScores([1, 1, 2, 3], ["a", "b", "c", "c"])).toEqual({ accuracy: 0, f1: 0 });
	expect(groupingScores([1, 1, 1, 2], ["a", "a", "b", "c"])).toEqual({ accuracy: 0.25, f1: 0.5 });
});
