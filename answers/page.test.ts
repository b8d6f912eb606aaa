import { expect, test } from "vitest";
import { z } from "zod";
import { positionOf } from "./cursor.ts";
import { pageArguments, pageOf } from "./page.ts";

const NOW = new Date("2026-03-10T12:30:00.000Z");
const first = positionOf(undefined, ["q"], NOW);

test("says that nothing follows the last page", () => {
	expect(pageOf(["a", "b"], first, { total: 2 })).toEqual({
		rows: ["a", "b"],
		page: { total: 2, totalIsLeast: false, truncated: false, cursor: null },
	});
});

test("leads on to what follows", () => {
	const { page } = pageOf(["a", "b"], first, { total: 5 });
	expect(page.truncated).toBe(true);
	const second = positionOf(page.cursor ?? undefined, ["q"], NOW);
	expect(second.offset).toBe(2);
	expect(pageOf(["c", "d", "e"], second, { total: 5 }).page).toMatchObject({ truncated: false, cursor: null });
});

test("goes on after what there was room for, which is one row at least", () => {
	const few = pageOf(["a", "b", "c"], first, { total: 3 }, () => 2);
	expect(few.rows).toEqual(["a", "b"]);
	expect(positionOf(few.page.cursor ?? undefined, ["q"], NOW).offset).toBe(2);
	expect(pageOf(["a", "b"], first, { total: 2 }, () => 0).rows).toEqual(["a"]);
});

test("has an empty page of an empty list", () => {
	expect(pageOf([], first, { total: 0 }).page).toMatchObject({ total: 0, truncated: false, cursor: null });
});

test("takes a limit that is written as text, within its bounds", () => {
	const schema = z.object(pageArguments(10, 50));
	expect(schema.parse({})).toEqual({ limit: 10 });
	expect(schema.parse({ limit: "25" }).limit).toBe(25);
	for (const limit of ["0", 51, "ten", 1.5]) expect(schema.safeParse({ limit }).success).toBe(false);
});
