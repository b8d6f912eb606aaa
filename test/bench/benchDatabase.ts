import type { Database } from "../../schema/database.ts";
import { openPg } from "../../schema/drivers/pg.ts";
import { migrate } from "../../schema/migrate.ts";

/** Does the work on a fresh, migrated database of the server that VAGUS_TEST_POSTGRES_URL names, and drops it. */
export async function withBenchDatabase(
	name: string,
	work: (db: Database, url: string) => Promise<void>,
): Promise<void> {
	const serverUrl = process.env.VAGUS_TEST_POSTGRES_URL;
	if (!serverUrl) throw new Error("Set VAGUS_TEST_POSTGRES_URL to a server's URL: infra/postgres/start.sh prints one.");
	const database = `vagus_bench_${name}`;
	const url = new URL(serverUrl);
	url.pathname = `/${database}`;
	const admin = openPg({ connectionString: serverUrl, max: 1 });
	await admin.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
	await admin.query(`CREATE DATABASE ${database}`);
	const db = openPg({ connectionString: url.toString(), max: 1, statementMs: STATEMENT_MS });
	try {
		const { versions, tier } = await migrate(db);
		console.error(`PostgreSQL ${versions.postgresql}, TimescaleDB ${versions.timescaledb ?? "none"} (${tier})`);
		await work(db, url.toString());
	} finally {
		await db.close();
		await admin.query(`DROP DATABASE ${database} WITH (FORCE)`);
		await admin.close();
	}
}

/** Loading and building indexes takes longer than a request may. */
const STATEMENT_MS = 30 * 60_000;
