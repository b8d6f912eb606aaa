import { describe, expect, test, vi } from "vitest";
import { lexicalEmbedder } from "../../embedding/lexicalEmbedder.ts";
import { openPg } from "../../schema/drivers/pg.ts";
import { openPglite } from "../../schema/drivers/pglite.ts";
import { SCHEMA_VERSION } from "../../schema/schemaVersion.ts";
import { openTestPglite } from "../../test/support/databases.ts";
import { testApp } from "../../test/support/testApp.ts";

async function readiness(db: Parameters<typeof testApp>[0]) {
	const response = await testApp(db).request("/readyz", { key: null });
	const { checks, ready } = (await response.json()) as { ready: boolean; checks: { reason?: string }[] };
	return { status: response.status, ready, reason: checks[0]?.reason };
}

test("liveness needs no database, and names the embedder", async () => {
	const db = openPg({ connectionString: "postgres://nobody@127.0.0.1:1/none" });
	const response = await testApp(db).request("/healthz", { key: null });
	expect([response.status, await response.json()]).toEqual([200, { status: "ok", embedder: lexicalEmbedder.model }]);
	await db.close();
});

describe("readiness", () => {
	test("is there with the schema that this program needs, or a newer one", async () => {
		const db = await openTestPglite();
		expect(await readiness(db)).toEqual({ status: 200, ready: true, reason: undefined });
		await db.query("INSERT INTO vagus_migrations (version, name) VALUES ($1, 'from the future')", [SCHEMA_VERSION + 1]);
		expect(await readiness(db)).toMatchObject({ status: 200, ready: true });
		await db.close();
	});

	test("is missing before the first migration, and says what to do", async () => {
		const db = await openPglite();
		const reason = `The database is not migrated, this program needs version ${SCHEMA_VERSION}. Run \`vagus migrate\`.`;
		expect(await readiness(db)).toEqual({ status: 503, ready: false, reason });
		await db.close();
	});

	test("is missing over an older schema", async () => {
		const db = await openTestPglite();
		await db.query("DELETE FROM vagus_migrations WHERE version > 3");
		expect((await readiness(db)).reason).toContain("The database's schema is version 3, this program needs version");
		await db.close();
	});

	test("is missing while the database cannot be reached", async () => {
		const db = openPg({ connectionString: "postgres://nobody:hunter2@127.0.0.1:1/none" });
		expect(await readiness(db)).toEqual({ status: 503, ready: false, reason: "The database cannot be reached." });
		await db.close();
	});

	test("is missing where the database refuses, and why is for the operator alone", async () => {
		const stderr = vi.spyOn(console, "error").mockImplementation(() => {});
		const db = await openTestPglite();
		await db.script("ALTER TABLE vagus_migrations RENAME COLUMN version TO number");
		expect(await readiness(db)).toEqual({
			status: 503,
			ready: false,
			reason: "The database refuses to answer. Why has been logged.",
		});
		expect(stderr.mock.calls.join()).toContain('column \\"version\\" does not exist');
		await db.close();
	});

	test("is missing while the database is silent", async () => {
		const silent = { ...(await openTestPglite()), query: () => new Promise<never>(() => {}) };
		expect((await readiness(silent)).reason).toBe("The database has not answered within 4 seconds.");
		await silent.close();
	});
});
