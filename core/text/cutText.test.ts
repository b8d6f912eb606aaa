import { expect, it } from "vitest";
import { cutText } from "./cutText.ts";

it("cuts a text to its limit with a mark of its length", () => {
	expect(cutText("x".repeat(50), 50)).toBe("x".repeat(50));
	const cut = cutText("x".repeat(51), 50);
	expect(cut).toHaveLength(50);
	expect(cut).toMatch(/^x+… \[51 characters\]$/);
});

it("never tears a surrogate pair apart", () => {
	for (const limit of [40, 41]) expect(cutText("😀".repeat(100), limit).isWellFormed()).toBe(true);
});
