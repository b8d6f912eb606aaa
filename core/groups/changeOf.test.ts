import { expect, it } from "vitest";
import { changeOf, type GroupFacts } from "./changeOf.ts";

const facts = (given: Partial<GroupFacts>): GroupFacts => ({
	count: 10,
	hours: 24,
	before: 10,
	hoursBefore: 24,
	firstSeen: "2026-03-01T00:00:00Z",
	regressedAt: null,
	from: "2026-03-09T00:00:00Z",
	...given,
});

it("calls a group new that was first seen in the window, and regressed that came back in it", () => {
	const firstSeen = "2026-03-09T01:00:00Z";
	expect(changeOf(facts({ firstSeen }))).toBe("new");
	expect(changeOf(facts({ firstSeen, regressedAt: "2026-03-09T02:00:00Z" }))).toBe("regressed");
	expect(changeOf(facts({ regressedAt: "2026-03-08T02:00:00Z" }))).toBeNull();
});

it.each([
	["as many", { count: 10 }, null],
	["more, but not twice as many", { count: 1_900, before: 1_000 }, null],
	["twice as many, beyond chance", { count: 20, before: 10 }, "grown"],
	["twice as many, which chance may do", { count: 8, before: 4 }, null],
	["three times few", { count: 3, before: 1 }, null],
	["some after none for long", { count: 6, before: 0 }, "grown"],
	["many in a short window", { count: 100, before: 100, hours: 1, hoursBefore: 24 }, "grown"],
	["as many an hour in a longer one", { count: 240, before: 10, hours: 24, hoursBefore: 1 }, null],
] as const)("tells growth from chance: %s", (_, given, change) => expect(changeOf(facts(given))).toBe(change));
