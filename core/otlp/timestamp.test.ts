import { expect, it } from "vitest";
import { timestamp, timestampOfDate } from "./timestamp.ts";

it.each([
	[0n, "1970-01-01T00:00:00.000000Z"],
	[999n, "1970-01-01T00:00:00.000000Z"],
	[1_000n, "1970-01-01T00:00:00.000001Z"],
	[999_999_999n, "1970-01-01T00:00:00.999999Z"],
	[1_709_164_800_000_000_000n, "2024-02-29T00:00:00.000000Z"],
	[9_007_199_254_740_993_999n, "2255-06-05T23:47:34.740993Z"],
	[18_446_744_073_709_551_615n, "2554-07-21T23:34:33.709551Z"],
])("writes %s nanoseconds as %s", (unixNano, expected) => {
	expect(timestamp(unixNano)).toBe(expected);
});

it("writes a clock's time in the same form", () => {
	expect(timestampOfDate(new Date(1))).toBe(timestamp(1_000_000n));
});
