import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../../schema/database.ts";
import { openPglite } from "../../schema/drivers/pglite.ts";
import { testDatabases } from "../../test/support/databases.ts";
import { checkDatabase, clockFinding, clockSkew } from "./checkDatabase.ts";

describe.each(testDatabases)("a database on $name", ({ open }) => {
	let db: Database;
	beforeEach(async () => {
		db = await open();
	});
	afterEach(() => db.close());

	test("that is migrated is told with its version, extensions and tier", async () => {
		const findings = await checkDatabase(db, "the database");
		expect(findings.map(({ check, state }) => `${check} ${state}`)).toEqual([
			"database ok",
			"extensions ok",
			"database's clock ok",
			"schema ok",
			"embeddings ok",
		]);
		expect(findings[0]?.found).toMatch(/^the database, version 1\d/);
		expect(findings[1]?.found).toMatch(/^vector \S+, (timescaledb [^,]+, )?pg_trgm \S+; tier (none|apache|community)$/);
	});

	test("where texts failed to be embedded says so, with the reason; texts without words are no failure", async () => {
		await db.query(`
			INSERT INTO observability_embeddings (content_id, kind, content, state, attempts, last_error) VALUES
				(1, 'log', 'a', 'failed', 8, 'The embedding service answered 500.'),
				(2, 'log', '?', 'failed', 1, 'The text has no words to embed.'),
				(3, 'log', 'b', 'pending', 0, NULL)`);
		expect((await checkDatabase(db, "")).at(-1)).toMatchObject({
			check: "embeddings",
			state: "warning",
			found: "1 waiting, 1 failed: The embedding service answered 500.",
		});
	});

	test("where texts wait for an embedding service that is away says so", async () => {
		await db.query(`
			INSERT INTO observability_embeddings (content_id, kind, content, last_error) VALUES
				(1, 'log', 'a', 'The embedding service cannot be reached.')`);
		expect((await checkDatabase(db, "")).at(-1)).toMatchObject({
			state: "warning",
			found: "1 waiting, 0 failed: The embedding service cannot be reached.",
		});
	});

	test("whose schema is older is broken, and what to run is said", async () => {
		await db.query("DELETE FROM vagus_migrations WHERE version = (SELECT max(version) FROM vagus_migrations)");
		expect((await checkDatabase(db, "")).at(-1)).toMatchObject({
			check: "schema",
			state: "broken",
			advice: "Run `vagus migrate`.",
		});
	});
});

test("a database that was never migrated lacks extensions and schema", async () => {
	const db = await openPglite();
	const broken = (await checkDatabase(db, "")).filter(({ state }) => state === "broken");
	await db.close();
	expect(broken.map(({ check, found }) => `${check}: ${found}`)).toEqual([
		"extensions: vector not created, pg_trgm not created",
		expect.stringMatching(/^schema: The database is not migrated, this program needs version \d+\.$/),
	]);
});

describe("a clock", () => {
	test("is off by as much as it lies outside of the moments between which it was read", () => {
		expect(clockSkew(1500, 1000, 2000)).toBe(0);
		expect(clockSkew(400, 1000, 2000)).toBe(-600);
		expect(clockSkew(9000, 1000, 2000)).toBe(7000);
	});

	test("that is off by seconds is warned of", () => {
		expect(clockFinding("clock", 3000)).toMatchObject({ state: "ok" });
		expect(clockFinding("clock", 61_000)).toMatchObject({ state: "warning", found: "61 s ahead of this machine's" });
		expect(clockFinding("clock", -61_000)).toMatchObject({ state: "warning", found: "61 s behind this machine's" });
	});
});
