import { expect, test } from "vitest";
import { isOutage } from "./isOutage.ts";

test.each([
	[0, 100, false],
	[10, 90, false],
	[50, 50, true],
	[100, 0, true],
	// A project of a few tests: one of them may well break three.
	[3, 1, false],
])("%i failed, %i passed: %s", (failedTests, passedTests, outage) => {
	expect(isOutage({ failedTests, passedTests })).toBe(outage);
});
