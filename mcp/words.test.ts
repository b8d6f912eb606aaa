import { expect, test } from "vitest";
import { nextCall, nextSearch, rounded, sentences, someNames, toSecond } from "./words.ts";

test("names the first of many", () => {
	expect(someNames(["a", "b"])).toEqual(["a", "b"]);
	expect(someNames(["a", "b", "c", "d", "e", "f"])).toEqual(["a", "b", "c", "d", "2 more"]);
});

test("writes moments to the second, whatever their offset", () => {
	expect(toSecond("2026-03-10T13:29:59.987654+01:00")).toBe("2026-03-10T12:29:59Z");
});

test.each([
	[null, null],
	[3, 3],
	[1_234_567, 1_234_567],
	[1234.567, 1235],
	[12.34567, 12.35],
	[0.000123456, 0.0001235],
])("rounds %d to %d", (value, expected) => expect(rounded(value)).toBe(expected));

test("joins and suggests", () => {
	expect(sentences("One.", false, undefined, "", "Two.")).toBe("One. Two.");
	expect(nextCall("search_errors", { query: 'say "no"' })).toBe('Next: search_errors query="say \\"no\\"".');
});

test("suggests a search by words alone, cut without a mark", () => {
	expect(nextSearch('not "here"\n -v', { service: "shop" })).toBe(
		'Next: search_errors query="not here v" service="shop".',
	);
	expect(nextSearch("nineteen-letter-word ".repeat(9), {})).toMatch(/="(nineteen-letter-word ?){4}"\.$/);
	expect(nextSearch("x".repeat(300), {})).toBe(`Next: search_errors query="${"x".repeat(100)}".`);
	expect([nextSearch("", {}), nextSearch(null, {})]).toEqual([undefined, undefined]);
});
