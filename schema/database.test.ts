import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabases } from "../test/support/databases.ts";
import type { Database } from "./database.ts";

const pools = testDatabases.filter(({ name }) => /^(pg|neon) on/.test(name));

describe.each(pools)("transactions in each other's way over $name", ({ open }) => {
	test("both come to their end", async () => {
		const db = await open();
		await db.script("INSERT INTO rollup_state VALUES ('a', now()), ('b', now())");
		const touch = (name: string) =>
			`UPDATE rollup_state SET complete_until = complete_until + interval '1 second' WHERE rollup = '${name}'`;
		let waiting = 0;
		let bothHoldOne = () => {};
		const meeting = new Promise<void>((resolve) => {
			bothHoldOne = resolve;
		});
		const inOrder = (first: string, second: string) =>
			db.transaction(async (tx) => {
				await tx.query("SET LOCAL deadlock_timeout = '50ms'");
				await tx.query(touch(first));
				waiting += 1;
				if (waiting === 2) bothHoldOne();
				await meeting;
				await tx.query(touch(second));
			});
		await Promise.all([inOrder("a", "b"), inOrder("b", "a")]);
		// One of the two was refused and ran again, on a busy server more than once.
		expect(waiting).toBeGreaterThan(2);
		expect(await db.query("SELECT count(DISTINCT complete_until)::int AS times FROM rollup_state")).toEqual([
			{ times: 1 },
		]);
		await db.close();
	});
});

describe.each(testDatabases)("a database over $name", ({ open }) => {
	let db: Database;
	beforeAll(async () => {
		db = await open();
	});
	afterAll(() => db.close());

	test("gives values in the same form over every driver", async () => {
		const [row] = await db.query(`SELECT
			9007199254740993::bigint AS big, '{1,2}'::bigint[] AS bigs, 1::int AS small, 1.5::float8 AS float, 2.25::numeric AS num,
			timestamptz '2026-01-02 03:04:05.123456+00' AS micro, timestamptz '2026-01-02 03:04:05+00' AS whole,
			'{"a": [1, null]}'::jsonb AS doc, '\\x00ff'::bytea AS bytes, '{x,NULL,"y z"}'::text[] AS texts, NULL::text AS missing`);
		expect(row).toEqual({
			big: "9007199254740993",
			bigs: ["1", "2"],
			small: 1,
			float: 1.5,
			num: 2.25,
			micro: "2026-01-02T03:04:05.123456Z",
			whole: "2026-01-02T03:04:05Z",
			doc: { a: [1, null] },
			bytes: new Uint8Array([0, 255]),
			texts: ["x", null, "y z"],
			missing: null,
		});
	});

	test("keeps microseconds where the session is in another time zone", async () => {
		const [row] = await db.transaction(async (tx) => {
			await tx.query("SET LOCAL TIME ZONE 'Asia/Kolkata'");
			return tx.query("SELECT timestamptz '2026-01-02 03:04:05.123456+00' AS t");
		});
		expect(row).toEqual({ t: "2026-01-02T03:04:05.123456Z" });
	});

	test("takes arrays with nulls, quotes and special numbers as parameters", async () => {
		const rows = await db.query(
			"SELECT a, b, c FROM unnest($1::text[], $2::bigint[], $3::double precision[]) AS t (a, b, c)",
			[
				['quote " back \\ comma , {}', null, "NULL"],
				["-9223372036854775808", null, "1"],
				[1.5, null, Number.NaN],
			],
		);
		expect(rows).toEqual([
			{ a: 'quote " back \\ comma , {}', b: "-9223372036854775808", c: 1.5 },
			{ a: null, b: null, c: null },
			{ a: "NULL", b: "1", c: Number.NaN },
		]);
	});

	test("commits what a transaction wrote and rolls back one that throws", async () => {
		await db.transaction((tx) => tx.query("INSERT INTO rollup_state VALUES ('kept', now())"));
		const failing = db.transaction(async (tx) => {
			await tx.query("INSERT INTO rollup_state VALUES ('lost', now())");
			throw new Error("no");
		});
		await expect(failing).rejects.toThrow("no");
		expect(await db.query("SELECT rollup FROM rollup_state")).toEqual([{ rollup: "kept" }]);
	});

	test("fails where a statement failed, even if what ran it went on", async () => {
		const failing = db.transaction(async (tx) => {
			await tx.query("INSERT INTO rollup_state VALUES ('swallowed', now())");
			await tx.query("SELECT 1 / 0").catch(() => {});
		});
		await expect(failing).rejects.toThrow();
		expect(await db.query("SELECT rollup FROM rollup_state WHERE rollup = 'swallowed'")).toEqual([]);
	});

	test("names the error that PostgreSQL names", async () => {
		await expect(db.query("SELECT * FROM no_such_table")).rejects.toMatchObject({ code: "42P01" });
	});
});
