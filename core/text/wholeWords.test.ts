import { expect, test } from "vitest";
import { wholeWords } from "./wholeWords.ts";

test.each([
	["at app.mjs", 10, "at app.mjs"],
	["at app.mjs:12", 10, "at app.mjs"],
	["failed at app.mjs", 14, "failed at"],
	["failed at app.mjs", 9, "failed at"],
	["x".repeat(30), 10, "x".repeat(10)],
])("%j within %i is %j", (text, limit, cut) => expect(wholeWords(text, limit)).toBe(cut));

test("leaves no half of a surrogate pair", () => {
	expect(wholeWords("😀".repeat(10), 5).isWellFormed()).toBe(true);
});
