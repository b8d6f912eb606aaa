import { expect, test } from "vitest";
import { counted, nextCall, nextSearch, rounded, sentences, short, someNames, toSecond } from "./words.ts";

test("writes a text on one line, within its limit", () => {
	expect(short("a\n  b\tc ", 10)).toBe("a b c");
	expect(short("x".repeat(100), 30)).toHaveLength(30);
});

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

test("counts, joins and suggests", () => {
	expect([counted(1, "error"), counted(1_200, "error")]).toEqual(["1 error", "1,200 errors"]);
	expect(sentences("One.", false, undefined, "", "Two.")).toBe("One. Two.");
	expect(nextCall("search_errors", { query: 'say "no"' })).toBe('Next: search_errors query="say \\"no\\"".');
});

test("suggests a search by words alone, cut without a mark", () => {
	expect(nextSearch('not "here"\n -v', { service: "shop" })).toBe(
		'Next: search_errors query="not here v" service="shop".',
	);
	expect(nextSearch("x".repeat(300), {})).toBe(`Next: search_errors query="${"x".repeat(100)}".`);
	expect([nextSearch("", {}), nextSearch(null, {})]).toEqual([undefined, undefined]);
});
