import { expect, it } from "vitest";
import { remembered } from "./remembered.ts";

it("computes what it remembers once, forgets what is not asked for, and never remembers long texts", () => {
	const computed: string[] = [];
	const upper = remembered({ entries: 4, length: 3 }, (text) => {
		computed.push(text);
		return text.toUpperCase();
	});
	for (const text of ["a", "a", "b", "a", "c", "a", "d", "e", "b", "long", "long"]) {
		expect(upper(text)).toBe(text.toUpperCase());
	}
	expect(computed).toEqual(["a", "b", "c", "d", "e", "b", "long", "long"]);
});
