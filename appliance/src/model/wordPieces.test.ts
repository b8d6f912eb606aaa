import { expect, test, vi } from "vitest";
import { type WordPieceRules, wordPieces } from "./wordPieces.ts";

const rules: WordPieceRules = {
	vocab: Object.fromEntries(
		["un", "##aff", "##able", "##a", "a", "aff", "##f", "🙂", "##🙂"].map((token, id) => [token, id]),
	),
	unk_token: "[UNK]",
	continuing_subword_prefix: "##",
	max_input_chars_per_word: 10,
};
const pieces = (words: string[], most = 100) => wordPieces(rules, most)(words);

test("a word is its longest parts, from its beginning on", () => {
	expect(pieces(["unaffable", "a", "aff"])).toEqual(["un", "##aff", "##able", "a", "aff"]);
});

test("a word of which a part is unknown is unknown", () => {
	expect(pieces(["unaffablex", "a"])).toEqual(["[UNK]", "a"]);
});

test("a word's length counts in characters, not in code units", () => {
	expect(pieces(["🙂".repeat(10)])).toEqual(["🙂", ...Array.from({ length: 9 }, () => "##🙂")]);
	expect(pieces(["🙂".repeat(11)])).toEqual(["[UNK]"]);
	expect(pieces(["a".repeat(11)])).toEqual(["[UNK]"]);
});

test("the work on a word grows with its length, not with its square", () => {
	const lookUps = (length: number) => {
		const encode = wordPieces({ ...rules, max_input_chars_per_word: length }, 10_000);
		const has = vi.spyOn(Set.prototype, "has");
		encode([`${"a".repeat(length - 1)}x`]);
		const { length: count } = has.mock.calls;
		has.mockRestore();
		return count;
	};
	expect(lookUps(1000)).toBeLessThan(11 * lookUps(100));
});

test("what lies behind the first tokens that are asked for is not looked at", () => {
	expect(pieces(["un", "unaffable", "a", "a"], 2)).toEqual(["un", "un", "##aff", "##able"]);
});
