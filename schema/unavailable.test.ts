import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { createTestDatabase } from "../test/support/databases.ts";
import { servers } from "../test/support/servers.ts";
import { openNeon } from "./drivers/neon.ts";
import { openPg } from "./drivers/pg.ts";
import { openPgClient } from "./drivers/pgClient.ts";
import { openPglite } from "./drivers/pglite.ts";
import { DatabaseUnavailable, isUnavailable } from "./unavailable.ts";

const withCode = (code: string) => Object.assign(new Error("no"), { code });

describe("isUnavailable", () => {
	test.each(["08006", "53100", "53300", "57P01", "57P03", "25006", "25P03", "26000", "40001", "40P01", "ECONNRESET"])(
		"holds for %s",
		(code) => {
			expect(isUnavailable(withCode(code))).toBe(true);
			expect(isUnavailable(new Error("wrapped", { cause: withCode(code) }))).toBe(true);
		},
	);

	test("holds for a plan of an older schema, not for what a server cannot do", () => {
		const stale = new Error("cached plan must not change result type");
		expect(isUnavailable(Object.assign(stale, { code: "0A000" }))).toBe(true);
		expect(isUnavailable(withCode("0A000"))).toBe(false);
	});

	test.each(["22P02", "23505", "42P01", "42501"])("does not hold for %s", (code) => {
		expect(isUnavailable(withCode(code))).toBe(false);
	});

	test("does not hold for what is no error of a database", () => {
		expect(isUnavailable(new Error("undefined is not a function"))).toBe(false);
		expect(isUnavailable("ECONNREFUSED")).toBe(false);
	});
});

describe("a server that refuses connections", () => {
	test.each([
		["pg", openPg],
		["neon", openNeon],
	])("is unavailable over %s", async (_name, open) => {
		const db = open({ connectionString: await deadUrl(), ...{ webSocketProxy: `127.0.0.1:${await deadPort()}/v1` } });
		const error = await db.query("SELECT 1").catch((error: unknown) => error);
		expect(error).toBeInstanceOf(DatabaseUnavailable);
		await expect(db.transaction((tx) => tx.query("SELECT 1"))).rejects.toBeInstanceOf(DatabaseUnavailable);
		await db.close();
	});

	test("is unavailable over a single connection", async () => {
		await expect(openPgClient({ connectionString: await deadUrl() })).rejects.toThrow(
			/^The database cannot be reached: connect ECONNREFUSED/,
		);
	});

	test("is told from one that does not answer in time", async () => {
		const silent = createServer(() => {});
		const port = await new Promise<number>((resolve) =>
			silent.listen(0, "127.0.0.1", () => resolve((silent.address() as { port: number }).port)),
		);
		const db = openPg({ connectionString: `postgres://a:b@127.0.0.1:${port}/c`, connectionTimeoutMillis: 50 });
		await expect(db.query("SELECT 1")).rejects.toThrow(/timeout/);
		await db.close();
		silent.close();
	});
});

test("a closed embedded database is unavailable", async () => {
	const db = await openPglite();
	await db.close();
	const error = await db.query("SELECT 1").catch((error: unknown) => error);
	expect(isUnavailable(error)).toBe(true);
});

describe.each(servers.slice(0, 1))("a server that has no connection to spare", (server) => {
	test("is unavailable", async () => {
		const { url, drop } = await createTestDatabase(server);
		const role = new URL(url).pathname.slice(1);
		const admin = openPg({ connectionString: url, max: 1 });
		await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret' CONNECTION LIMIT 0`);
		const asRole = new URL(url);
		Object.assign(asRole, { username: role, password: "secret" });
		const db = openPg({ connectionString: asRole.toString() });
		const error = await db.query("SELECT 1").catch((error: unknown) => error);
		expect(error).toBeInstanceOf(DatabaseUnavailable);
		expect(error).toMatchObject({ cause: { code: "53300" } });
		await admin.query(`DROP ROLE ${role}`);
		await Promise.all([db.close(), admin.close()]);
		await drop();
	});
});

describe.runIf(servers.length > 0)("a connection that the server ends", () => {
	test("fails what runs on it as unavailable and leaves the pool usable", async () => {
		const server = servers[0];
		if (!server) return;
		const { url, drop } = await createTestDatabase(server);
		const db = openPg({ connectionString: url, max: 1 });
		const admin = openPg({ connectionString: server.url, max: 1 });
		const killed = db.transaction(async (tx) => {
			const [row] = await tx.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
			await admin.query("SELECT pg_terminate_backend($1)", [row?.pid]);
			await tx.query("SELECT 1");
		});
		const error = await killed.catch((error: unknown) => error);
		expect(isUnavailable(error)).toBe(true);
		expect(await db.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
		await Promise.all([db.close(), admin.close()]);
		await drop();
	});
});

async function deadUrl(): Promise<string> {
	return `postgres://a:b@127.0.0.1:${await deadPort()}/c`;
}

/** A port that was free a moment ago. */
async function deadPort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as { port: number };
	await new Promise((resolve) => server.close(resolve));
	return port;
}
