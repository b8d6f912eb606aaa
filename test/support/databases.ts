import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { inject } from "vitest";
import type { Database } from "../../schema/database.ts";
import { openNeon } from "../../schema/drivers/neon.ts";
import { openPg } from "../../schema/drivers/pg.ts";
import { openPgClient } from "../../schema/drivers/pgClient.ts";
import { openPglite } from "../../schema/drivers/pglite.ts";
import { databaseUrl, servers, type TestServer, templateUrl } from "./servers.ts";
import { startWebSocketProxy } from "./webSocketProxy.ts";

/** A kind of database that tests run over. */
export interface TestDatabase {
	name: string;
	/** A fresh database of its own, migrated; dropped on close. */
	open(): Promise<Database>;
}

/** PGlite always; each driver over each real server that the environment gives. */
export const testDatabases: TestDatabase[] = [
	{ name: "pglite", open: openTestPglite },
	...servers.map((server) => ({ name: `pg on ${server.name}`, open: () => openOnServer(server, openPg) })),
	...servers
		.filter((server) => server.name === "postgres")
		.flatMap((server) => [
			{ name: `neon on ${server.name}`, open: () => openOnServer(server, openNeonByProxy) },
			{ name: `a single pg connection on ${server.name}`, open: () => openOnServer(server, openPgClient) },
		]),
];

/** The embedded database, for tests that are not about databases. */
export async function openTestPglite(): Promise<Database> {
	return openPglite({ loadDataDir: new Blob([await readFile(inject("pgliteTemplate"))]) });
}

/** A fresh database without any schema on a real server: its URL, and how to drop it. */
export async function createEmptyDatabase(server: TestServer): Promise<{ url: string; drop(): Promise<void> }> {
	return createDatabase(server, "template0");
}

/** A fresh, migrated database on a real server: its URL, and how to drop it. */
export async function createTestDatabase(server: TestServer): Promise<{ url: string; drop(): Promise<void> }> {
	return createDatabase(server, new URL(templateUrl(server.url)).pathname.slice(1));
}

async function createDatabase(server: TestServer, template: string): Promise<{ url: string; drop(): Promise<void> }> {
	const name = `vagus_test_${randomBytes(6).toString("hex")}`;
	await asAdmin(server.url, `CREATE DATABASE ${name} TEMPLATE ${template}`);
	return {
		url: databaseUrl(server.url, name),
		drop: () => asAdmin(server.url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
	};
}

type Open = (options: { connectionString: string }) => Database | Promise<Database>;

async function openOnServer(server: TestServer, open: Open): Promise<Database> {
	const { url, drop } = await createTestDatabase(server);
	const db = await open({ connectionString: url });
	return {
		...db,
		close: async () => {
			await db.close();
			await drop();
		},
	};
}

async function openNeonByProxy(options: { connectionString: string }): Promise<Database> {
	const target = new URL(options.connectionString);
	const proxy = await startWebSocketProxy(target.hostname, Number(target.port));
	const db = openNeon({ ...options, webSocketProxy: proxy.address });
	return {
		...db,
		close: async () => {
			await db.close();
			await proxy.close();
		},
	};
}

async function asAdmin(url: string, statement: string): Promise<void> {
	const admin = openPg({ connectionString: url, max: 1, statementMs: PATIENCE_MS });
	// Two clones of one template at once are refused while the other copies: they wait for each other here.
	await admin.query("SELECT pg_advisory_lock(8100371)");
	try {
		await admin.query(statement);
	} finally {
		await admin.close();
	}
}

/** Many test files wait for each other on a busy machine. */
const PATIENCE_MS = 10 * 60_000;
