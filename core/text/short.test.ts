import { expect, test } from "vitest";
import { short } from "./short.ts";

test("writes a text on one line, within its limit", () => {
	expect(short("a\n  b\tc ", 10)).toBe("a b c");
	expect(short("x".repeat(100), 30)).toHaveLength(30);
});
