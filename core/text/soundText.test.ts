import { expect, it } from "vitest";
import { soundText } from "./soundText.ts";

it("leaves a sound text as it is", () => {
	for (const text of ["", "plain", "grüße 😀", "tab\tnewline\n"]) expect(soundText(text)).toBe(text);
});

it("replaces NUL and halves of surrogate pairs, and nothing else", () => {
	expect(soundText("a\0b\0")).toBe("a\ufffdb\ufffd");
	expect(soundText("\ud83d😀\ude00")).toBe("\ufffd😀\ufffd");
});
