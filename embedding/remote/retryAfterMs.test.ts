import { expect, test } from "vitest";
import { retryAfterMs } from "./retryAfterMs.ts";

const NOW = Date.parse("2026-11-25T12:00:00Z");

test.each([
	["2", 2_000],
	["0", 0],
	["86400", 60_000],
	["Wed, 25 Nov 2026 12:00:07 GMT", 7_000],
	["Wed, 25 Nov 2026 11:00:00 GMT", 0],
	["soon", undefined],
	["", undefined],
	[null, undefined],
])("Retry-After: %s is %s ms", (header, ms) => {
	expect(retryAfterMs(header, NOW)).toBe(ms);
});
