import { expect, test } from "vitest";
import { priorityOf } from "./priorityOf.ts";

test.each([
	["u=0", 32, "interactive"],
	["u=1", 32, "interactive"],
	["i, u=2", 32, "interactive"],
	["u=5", 1, "backlog"],
	["u=7,i", 1, "backlog"],
	["u=3", 1, "interactive"],
	["u=3", 2, "backlog"],
	["urgent", 1, "interactive"],
	["u=9", 2, "backlog"],
	[undefined, 1, "interactive"],
	[undefined, 2, "backlog"],
])("with the priority %s, %i texts are %s", (header, texts, priority) => {
	expect(priorityOf(header, { texts })).toBe(priority);
});

test("a person waits for a query, unless its header says otherwise", () => {
	expect(priorityOf(undefined, { texts: 2, purpose: "query" })).toBe("interactive");
	expect(priorityOf("u=5", { texts: 1, purpose: "query" })).toBe("backlog");
});
