import { expect, test } from "vitest";
import { sparkline } from "./sparkline.ts";

test.each([
	[[0, 1, 500, 1000], "·▁▄█"],
	[[0, 0], "··"],
	[[3], "█"],
	[[], ""],
])("%j is %s", (numbers, line) => {
	expect(sparkline(numbers)).toBe(line);
});
