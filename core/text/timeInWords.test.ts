import { expect, test } from "vitest";
import { timeInWords } from "./timeInWords.ts";

test.each([
	[0.42, "0.4 ms"],
	[12.4, "12 ms"],
	[999.4, "999 ms"],
	[999.6, "1.00 s"],
	[1240, "1.24 s"],
])("%d milliseconds are %s", (ms, words) => expect(timeInWords(ms)).toBe(words));
