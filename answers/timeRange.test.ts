import { expect, test } from "vitest";
import { rangeInWords, timeRange, windowBefore } from "./timeRange.ts";

const range = timeRange("24h");
const HOUR = 3600_000;

test.each([
	["15m", HOUR / 4],
	["24h", 24 * HOUR],
	["7d", 7 * 24 * HOUR],
	["2w", 14 * 24 * HOUR],
	["90d", 90 * 24 * HOUR],
	[undefined, 24 * HOUR],
])("%s is %i ms", (text, ms) => {
	expect(range.parse(text)).toBe(ms);
});

test.each(["", "0h", "91d", "-1h", "1.5h", "24", "h", "24 h", "1y", "9999999m", 24, null])("refuses %j", (text) => {
	expect(range.safeParse(text).error?.issues.map(({ message }) => message)).toEqual(
		typeof text === "string"
			? ["give a number and a unit (m, h, d, w), such as 15m, 24h or 7d, at most 90d."]
			: [expect.stringContaining("expected string")],
	);
});

test("a window ends at its moment", () => {
	expect(windowBefore(new Date("2026-03-10T12:30:00.000Z"), HOUR)).toEqual({
		from: "2026-03-10T11:30:00.000Z",
		to: "2026-03-10T12:30:00.000Z",
	});
});

test.each([
	["15m", "15 minutes"],
	["60m", "60 minutes"],
	["1m", "1 minute"],
	["24h", "24 hours"],
	["48h", "2 days"],
	["1w", "7 days"],
	["90m", "90 minutes"],
])("%s is said as %s", (text, words) => {
	expect(rangeInWords(range.parse(text))).toBe(words);
});
