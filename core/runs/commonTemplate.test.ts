import { expect, test } from "vitest";
import { commonTemplate } from "./commonTemplate.ts";

test("names the template that at least half of the tests fail by", () => {
	expect(commonTemplate(["1", "1", "2", "1", "3"])).toEqual({ templateId: "1", tests: 3 });
	expect(commonTemplate(["1", "1", "1", "2", "3", "4", null])).toBe(null);
});

test("takes two tests for no pattern", () => {
	expect(commonTemplate(["1", "1"])).toBe(null);
	expect(commonTemplate([])).toBe(null);
});
