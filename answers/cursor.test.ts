import { expect, test } from "vitest";
import { cursorAt, positionOf } from "./cursor.ts";

const NOW = new Date("2026-03-10T12:30:00.000Z");
const LATER = new Date("2026-03-10T13:00:00.000Z");
const question = ["search", "payment", undefined, { levels: ["error"] }];

test("begins at the first row, now", () => {
	expect(positionOf(undefined, question, NOW)).toMatchObject({ offset: 0, asOf: NOW });
});

test("goes on where a page ended, as of the first page's moment", () => {
	const cursor = cursorAt(positionOf(undefined, question, NOW), 20);
	expect(cursor).toMatch(/^[\w-]+$/);
	expect(positionOf(cursor, question, LATER)).toMatchObject({ offset: 20, asOf: NOW });
});

test("refuses a cursor of another question", () => {
	const cursor = cursorAt(positionOf(undefined, question, NOW), 20);
	expect(() => positionOf(cursor, ["search", "cart", undefined, { levels: ["error"] }], NOW)).toThrow(
		"cursor: it is not from an answer to this question,",
	);
});

test.each(["", "x", "%%%", btoa("1e3.5.9"), btoa("-1.0.x"), btoa("20"), "é", "a".repeat(5000)])(
	"refuses %j, which is none",
	(cursor) => {
		expect(() => positionOf(cursor, question, NOW)).toThrow("cursor: ");
	},
);

test("refuses a position that no list has", () => {
	const { question: hash } = positionOf(undefined, question, NOW);
	for (const text of [`99999999999999999999.0.${hash}`, `0x10.0.${hash}`, `1.99999999999999999999999.${hash}`]) {
		expect(() => positionOf(btoa(text), question, NOW)).toThrow("cursor: ");
	}
});
