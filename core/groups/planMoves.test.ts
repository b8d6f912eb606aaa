import fc from "fast-check";
import { expect, it } from "vitest";
import { type Member, planMoves } from "./planMoves.ts";

const member = (contentId: string, given: Partial<Member> = {}): Member => ({
	contentId,
	groupId: `g${contentId}`,
	statementId: "s",
	movable: true,
	followed: false,
	...given,
});

it("brings errors of one statement into the group that began first", () => {
	expect(planMoves([member("1"), member("2"), member("3", { statementId: "other" })])).toEqual([
		{ contentId: "2", from: "g2", to: { groupId: "g1" }, statementId: "s" },
	]);
});

it("brings them to what may not move, and leaves apart what may not on either side", () => {
	expect(planMoves([member("1"), member("2", { movable: false })])).toEqual([
		{ contentId: "1", from: "g1", to: { groupId: "g2" }, statementId: "s" },
	]);
	expect(planMoves([member("1", { movable: false }), member("2", { movable: false })])).toEqual([]);
});

it("lets those leave together that came for a statement that they are no longer of", () => {
	const came = { groupId: "g1", followed: true, statementId: "left" };
	expect(planMoves([member("1"), member("2", came), member("3", came)])).toEqual([
		{ contentId: "2", from: "g1", to: { founder: "2" }, statementId: "left" },
		{ contentId: "3", from: "g1", to: { founder: "2" }, statementId: "left" },
	]);
});

it("has nothing left to do once it is done, and moves none that may not", () => {
	const members = fc.uniqueArray(
		fc.record({
			contentId: fc.integer({ min: 0, max: 30 }).map(String),
			groupId: fc.constantFrom("a", "b", "c", "d"),
			statementId: fc.constantFrom("s", "t", "u"),
			movable: fc.boolean(),
			followed: fc.boolean(),
		}),
		{ selector: ({ contentId }) => contentId, maxLength: 12 },
	);
	fc.assert(
		fc.property(members, (given) => {
			const moves = new Map(planMoves(given).map((move) => [move.contentId, move]));
			for (const { contentId, movable } of given) if (!movable) expect(moves.has(contentId)).toBe(false);
			const after = given.map((one) => {
				const to = moves.get(one.contentId)?.to;
				if (!to) return one;
				if ("groupId" in to) return { ...one, groupId: to.groupId, followed: true };
				return { ...one, groupId: `own ${to.founder}`, followed: to.founder !== one.contentId };
			});
			expect(planMoves(after)).toEqual([]);
		}),
	);
});
