import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabases } from "../test/support/databases.ts";
import type { Database } from "./database.ts";
import { openPglite } from "./drivers/pglite.ts";
import { readyState, SCHEMA_VERSION } from "./schemaVersion.ts";
import { sqlFiles } from "./sqlFiles.ts";

test("SCHEMA_VERSION is the number of the newest migration", async () => {
	const { migrations } = await sqlFiles();
	expect(migrations.map((migration) => migration.version)).toEqual(
		Array.from({ length: SCHEMA_VERSION }, (_, index) => index + 1),
	);
});

test("a database that was never migrated is not ready", async () => {
	const db = await openPglite();
	expect(await readyState(db)).toEqual({
		ready: false,
		version: null,
		reason: `The database is not migrated, this program needs version ${SCHEMA_VERSION}. Run \`vagus migrate\`.`,
	});
	await db.close();
});

describe.each(testDatabases)("readiness over $name", ({ open }) => {
	let db: Database;
	beforeAll(async () => {
		db = await open();
	});
	afterAll(() => db.close());

	test("a migrated database is ready", async () => {
		expect(await readyState(db)).toEqual({ ready: true, version: SCHEMA_VERSION });
	});

	test("an older schema is not ready, a newer one is", async () => {
		await expect(
			db.transaction(async (tx) => {
				await tx.query("INSERT INTO vagus_migrations (version, name) VALUES (9999, 'later')");
				expect(await readyState(tx)).toEqual({ ready: true, version: 9999 });
				await tx.query("DELETE FROM vagus_migrations WHERE version > 2");
				expect(await readyState(tx)).toMatchObject({
					ready: false,
					version: 2,
					reason: expect.stringContaining("is version 2"),
				});
				throw new Error("undo");
			}),
		).rejects.toThrow("undo");
	});
});
