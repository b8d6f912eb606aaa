import { expect, test } from "vitest";
import { quoted } from "./quoted.ts";

test("quotes a text on one line, cut where it is long", () => {
	expect(quoted(" deadlock\n  detected\n")).toBe('"deadlock detected"');
	expect(quoted("x".repeat(1_000))).toMatch(/^"x{100,}… \[1000 characters\]"$/);
});
