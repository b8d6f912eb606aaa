import { expect, test } from "vitest";
import { absoluteTime, relativeTime } from "./times.ts";

const NOW = "2026-03-10T12:30:00.000Z";

test.each([
	["2026-03-10T12:29:59.700000Z", "0 seconds ago"],
	["2026-03-10T12:29:20.000000Z", "40 seconds ago"],
	["2026-03-10T12:29:00.000000Z", "1 minute ago"],
	["2026-03-10T09:30:00.000000Z", "3 hours ago"],
	["2026-03-01T12:30:00.000000Z", "9 days ago"],
	["2026-03-10T12:32:00.000000Z", "in 2 minutes"],
])("%s is %s", (iso, words) => {
	expect(relativeTime(iso, NOW)).toBe(words);
});

test("an absolute time names its zone", () => {
	expect(absoluteTime("2026-03-10T09:30:59.123456Z")).toBe("2026-03-10 09:30 UTC");
});
