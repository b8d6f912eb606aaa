import { expect, test } from "vitest";
import { csv } from "./csv.ts";

test("writes rows under a header, quoted where RFC 4180 asks for it", () => {
	expect(
		csv([
			{ count: 2, text: 'a "b", c' },
			{ count: 1, text: "two\nlines" },
		]),
	).toBe('count,text\n2,"a ""b"", c"\n1,"two\nlines"');
});

test("leaves out columns in which no row has anything, and keeps those in which some do", () => {
	expect(
		csv([
			{ id: 1, runId: null, requestId: null, new: false },
			{ id: 2, runId: undefined, requestId: "r-1", new: true },
		]),
	).toBe("id,requestId,new\n1,,\n2,r-1,yes");
});

test("joins lists, and has nothing to write of no rows", () => {
	expect(csv([{ services: ["shop", "payments"] }])).toBe("services\nshop; payments");
	expect(csv([])).toBe("");
});
