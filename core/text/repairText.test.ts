import { expect, it } from "vitest";
import { repairText } from "./repairText.ts";

it("leaves a sound text as it is", () => {
	for (const text of ["", "plain", "grüße 😀", "tab\tnewline\n"]) expect(repairText(text)).toBe(text);
});

it("replaces NUL and halves of surrogate pairs, and nothing else", () => {
	expect(repairText("a\0b\0")).toBe("a\ufffdb\ufffd");
	expect(repairText("\ud83d😀\ude00")).toBe("\ufffd😀\ufffd");
});
