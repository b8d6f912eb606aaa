import { expect, test } from "vitest";
import { repairedTexts, repairText } from "./repairText.ts";

test("what is repaired is counted, and what is sound is not", () => {
	const before = repairedTexts();
	expect(["sound", "nul \0", "half \ud800 a pair", ""].map(repairText)).toEqual([
		"sound",
		"nul \ufffd",
		"half \ufffd a pair",
		"",
	]);
	expect(repairedTexts() - before).toBe(2);
});
