import { expect, test } from "vitest";
import { z } from "zod";
import { oneOrMore } from "./oneOrMore.ts";

const levels = oneOrMore(z.enum(["warn", "error"]));

test("takes one value, several with commas, or a list", () => {
	expect(levels.parse("error")).toEqual(["error"]);
	expect(levels.parse("warn, error")).toEqual(["warn", "error"]);
	expect(levels.parse(["warn"])).toEqual(["warn"]);
	expect(levels.parse(undefined)).toBeUndefined();
});

test("refuses what is none of the values, an empty list, and too many", () => {
	for (const value of ["warning", "", [], 7, Array.from({ length: 51 }, () => "warn")]) {
		expect(levels.safeParse(value).success, JSON.stringify(value)).toBe(false);
	}
});
