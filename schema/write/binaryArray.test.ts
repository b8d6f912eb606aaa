import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabases } from "../../test/support/databases.ts";
import type { Database } from "../database.ts";
import { binaryArray, type Cell, type ElementType } from "./binaryArray.ts";

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);
const text = fc.string({ unit: "grapheme" }).filter((value) => !value.includes("\0"));
const time = fc
	.date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true })
	.chain((date) =>
		fc.integer({ min: 0, max: 999 }).map((micros) => `${date.toISOString().slice(0, -1)}${pad(micros)}Z`),
	);
const pad = (micros: number) => String(micros).padStart(3, "0");

/** Cells of each type; many are repeated. */
const cells: Record<ElementType, fc.Arbitrary<Cell>> = {
	text,
	jsonb: fc.jsonValue().map((value) => JSON.stringify(value).replaceAll("\\u0000", "")),
	bigint: int64,
	integer: fc.integer(),
	"double precision": fc.oneof(fc.double(), fc.constantFrom(Number.NaN, -0, Number.POSITIVE_INFINITY)),
	timestamptz: time,
};

const columns = fc.constantFrom(...(Object.keys(cells) as ElementType[])).chain((type) => {
	const cell = fc.option(cells[type]);
	const runs = fc.array(fc.tuple(cell, fc.integer({ min: 1, max: 3 })));
	return runs.map((run) => ({ type, column: run.flatMap(([value, times]) => Array<Cell>(times).fill(value)) }));
});

describe.each(testDatabases)("binaryArray over $name", ({ open }) => {
	let db: Database;
	beforeAll(async () => {
		db = await open();
	});
	afterAll(() => db.close());

	/** The column as the database reads it, beside the same one as text. */
	async function bothWays(type: ElementType, column: Cell[]): Promise<Record<string, string>> {
		const binary = binaryArray(type, column, (cell) => cell);
		const [row] = await db.query<Record<string, string>>(
			`SELECT ($1::${type}[])::text AS binary,
				(SELECT coalesce(array_agg(cell::${type} ORDER BY place), '{}')::text
				FROM unnest($2::text[]) WITH ORDINALITY AS t (cell, place)) AS text`,
			[binary, column.map((cell) => (cell === null ? null : Object.is(cell, -0) ? "-0" : String(cell)))],
		);
		return row ?? {};
	}

	test("the database reads what it reads from text", async () => {
		await fc.assert(
			fc.asyncProperty(columns, async ({ type, column }) => {
				const { binary, text: asText } = await bothWays(type, column);
				expect(binary).toBe(asText);
			}),
			{ numRuns: 60 },
		);
	});

	test.each([
		"2026-03-10T12:30:00Z",
		"2026-03-10T12:30Z",
		"2026-03-10T12:30:00.5Z",
		"2026-03-10T12:30:00.123456+05:30",
		"1969-12-31T23:59:59.999999-11:00",
	])("the time %s is the one that it is in SQL", async (at) => {
		const { binary, text: asText } = await bothWays("timestamptz", [at]);
		expect(binary).toBe(asText);
	});

	test("what is no JSON, and what is no text for PostgreSQL, is refused as a fault of the rows", async () => {
		const write = (type: ElementType, cell: string) =>
			db.query(`SELECT unnest($1::${type}[])`, [binaryArray(type, [cell], (value) => value)]);
		await expect(write("jsonb", "not JSON")).rejects.toMatchObject({ code: "22P02" });
		await expect(write("text", "a\0b")).rejects.toMatchObject({ code: "22021" });
	});
});

test.each(["never", "", "2026-03-10", "2026-13-10T12:30:00Z", "2026-03-10T12:30:00"])(
	"%j is no time, said as PostgreSQL says it",
	(text) => {
		expect(() => binaryArray("timestamptz", [text], (cell) => cell)).toThrow(
			expect.objectContaining({ code: "22007" }),
		);
	},
);
