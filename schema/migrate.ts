import type { Connection, Database } from "./database.ts";
import { lifecycles } from "./lifecycle.ts";
import { type SqlFile, sqlFiles } from "./sqlFiles.ts";
import { detectTier, type Tier } from "./tier.ts";

export interface MigrationReport {
	tier: Tier;
	/** Versions of the server and of the extensions found. */
	versions: Record<string, string>;
	/** Names of the migrations that were run now. */
	applied: string[];
	/** Schema version after. */
	version: number;
}

/**
 * Brings a database to the newest schema: extensions, numbered migrations once each, then functions, views and the
 * tier's own settings every time. All in one transaction under one lock, so that two processes at once do it once and
 * a failure leaves nothing behind.
 */
export async function migrate(db: Database): Promise<MigrationReport> {
	const files = await sqlFiles();
	return db.transaction(async (tx) => {
		await tx.query("SELECT pg_advisory_xact_lock($1::bigint)", [LOCK]);
		await requireExtensions(tx);
		const applied = await runPending(tx, files.migrations);
		const tier = await detectTier(tx);
		for (const file of files.idempotent) await tx.script(file.sql);
		for (const name of TIER_FILES[tier]) await tx.script(files.tiers.get(name) ?? "");
		if (tier === "community") await applyPolicies(tx);
		return { tier, versions: await versions(tx), applied, version: files.migrations.at(-1)?.version ?? 0 };
	});
}

/** Any number that no other program takes as an advisory lock. */
const LOCK = "7236289104456120833";

const TIER_FILES: Record<Tier, string[]> = {
	none: [],
	apache: ["hypertables.sql"],
	community: ["hypertables.sql", "community.sql"],
};

const REQUIRED: Record<string, string> = {
	vector: "pgvector, for vectors",
	pg_trgm: "pg_trgm, from PostgreSQL's contrib, for text search",
};

async function requireExtensions(tx: Connection): Promise<void> {
	const rows = await tx.query<{ name: string; installed: boolean; preloaded: boolean }>(AVAILABLE_EXTENSIONS);
	const found = new Map(rows.map((row) => [row.name, row]));
	for (const [name, what] of Object.entries(REQUIRED)) {
		const extension = found.get(name);
		if (!extension)
			throw new Error(
				`This PostgreSQL lacks the extension ${what}. Install it on the server, then run \`vagus migrate\` again.`,
			);
		if (!extension.installed) await tx.script(`CREATE EXTENSION IF NOT EXISTS ${name}`);
	}
	const timescale = found.get("timescaledb");
	if (timescale && !timescale.installed && timescale.preloaded) {
		await tx.script("CREATE EXTENSION IF NOT EXISTS timescaledb");
	}
}

// Without its library preloaded, creating TimescaleDB's extension fails and would end the session.
const AVAILABLE_EXTENSIONS = `
	SELECT name, installed_version IS NOT NULL AS installed,
		name <> 'timescaledb' OR current_setting('shared_preload_libraries', true) LIKE '%timescaledb%' AS preloaded
	FROM pg_available_extensions
	WHERE name IN ('vector', 'pg_trgm', 'timescaledb')`;

async function runPending(tx: Connection, migrations: (SqlFile & { version: number })[]): Promise<string[]> {
	await tx.script(`CREATE TABLE IF NOT EXISTS vagus_migrations (
		version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
	const done = await tx.query<{ version: number }>("SELECT version FROM vagus_migrations");
	const newest = Math.max(0, ...done.map((row) => row.version));
	const known = migrations.at(-1)?.version ?? 0;
	if (newest > known) {
		throw new Error(`The database's schema is version ${newest}, newer than this program's ${known}. Update Vagus.`);
	}
	const pending = migrations.filter((migration) => !done.some((row) => row.version === migration.version));
	for (const migration of pending) {
		await tx.script(migration.sql);
		await tx.query("INSERT INTO vagus_migrations (version, name) VALUES ($1, $2)", [migration.version, migration.name]);
	}
	return pending.map((migration) => migration.name);
}

/** Compression and retention as TimescaleDB's own jobs. Retention by level is left to `vagus maintain`. */
async function applyPolicies(tx: Connection): Promise<void> {
	const hypertables = await tx.query<{ name: string }>(
		"SELECT hypertable_name AS name FROM timescaledb_information.hypertables WHERE hypertable_schema = current_schema()",
	);
	for (const { name } of hypertables) {
		const life = lifecycles.find((lifecycle) => lifecycle.table === name);
		if (!life) continue;
		await tx.query("SELECT remove_retention_policy($1::regclass, if_exists => true)", [name]);
		await tx.query("SELECT add_retention_policy($1::regclass, make_interval(days => $2))", [name, life.keepDays]);
		if (life.compressAfterDays === undefined) continue;
		await tx.query("SELECT remove_compression_policy($1::regclass, if_exists => true)", [name]);
		await tx.query("SELECT add_compression_policy($1::regclass, make_interval(days => $2))", [
			name,
			life.compressAfterDays,
		]);
	}
}

async function versions(tx: Connection): Promise<Record<string, string>> {
	const rows = await tx.query<{ name: string; version: string }>(`
		SELECT 'postgresql' AS name, current_setting('server_version') AS version
		UNION ALL
		SELECT extname, extversion FROM pg_extension WHERE extname IN ('vector', 'pg_trgm', 'timescaledb')`);
	return Object.fromEntries(rows.map((row) => [row.name, row.version]));
}
