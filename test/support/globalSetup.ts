import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { openPg } from "../../schema/drivers/pg.ts";
import { openPglite } from "../../schema/drivers/pglite.ts";
import { migrate } from "../../schema/migrate.ts";
import { servers, templateUrl } from "./servers.ts";

declare module "vitest" {
	interface ProvidedContext {
		/** A migrated PGlite data directory, as a tarball to open copies of. */
		pgliteTemplate: string;
	}
}

/** Migrates one database of each kind; tests open copies of it. */
export default async function globalSetup(project: TestProject): Promise<() => Promise<void>> {
	// Runs at the same time on one server each have a template of their own.
	process.env.VAGUS_TEST_RUN ??= String(process.pid);
	const folder = await mkdtemp(join(tmpdir(), "vagus-test-"));
	project.provide("pgliteTemplate", await pgliteTemplate(folder));
	for (const server of servers) await postgresTemplate(server.url);
	return async () => {
		await rm(folder, { recursive: true, force: true });
		for (const server of servers) await dropTemplate(server.url);
	};
}

async function pgliteTemplate(folder: string): Promise<string> {
	const db = await openPglite();
	await migrate(db);
	const file = join(folder, "pglite.tar");
	const dump = await db.engine.dumpDataDir("none");
	await writeFile(file, new Uint8Array(await dump.arrayBuffer()));
	await db.close();
	return file;
}

async function dropTemplate(url: string): Promise<void> {
	const admin = openPg({ connectionString: url, max: 1, statementMs: 60_000 });
	await admin.query(`DROP DATABASE IF EXISTS ${new URL(templateUrl(url)).pathname.slice(1)} WITH (FORCE)`);
	await admin.close();
}

async function postgresTemplate(url: string): Promise<void> {
	const admin = openPg({ connectionString: url, max: 1, statementMs: 60_000 });
	const name = new URL(templateUrl(url)).pathname.slice(1);
	await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
	await admin.query(`CREATE DATABASE ${name}`);
	const db = openPg({ connectionString: templateUrl(url), max: 1 });
	const { tier } = await migrate(db);
	// Tests call for what they are about; the database's own jobs would do it before them, at any moment.
	if (tier === "community") {
		await db.query("SELECT alter_job(job_id, scheduled => false) FROM timescaledb_information.jobs");
	}
	await db.close();
	// TimescaleDB's scheduler would connect to it, and a database with a connection cannot be cloned.
	await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
	await admin.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [name]);
	await admin.close();
}
