import type { Connection, Database } from "./database.ts";
import { createExtensions } from "./extensions.ts";
import { applyPolicies } from "./policies.ts";
import { schemaVersion } from "./schemaVersion.ts";
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
	/** Sentences for the operator about what the server could offer and does not. */
	hints: string[];
}

/**
 * Brings a database to the newest schema: extensions, numbered migrations once each, then functions, views and the
 * tier's own settings every time (a migration that changes a view's columns drops the view). All in one transaction
 * under one lock, so that two processes at once do it once and a failure leaves nothing behind.
 */
export async function migrate(db: Database): Promise<MigrationReport> {
	const files = await sqlFiles();
	return db.withDeadline(STATEMENT_MS).transaction(async (tx) => {
		await tx.query("SELECT pg_advisory_xact_lock($1::bigint)", [LOCK]);
		await refuseNewer(tx, files.migrations);
		const hints = await createExtensions(tx);
		const applied = await runPending(tx, files.migrations);
		const tier = await detectTier(tx);
		for (const file of files.idempotent) await tx.script(file.sql);
		for (const name of TIER_FILES[tier]) await tx.script(files.tiers.get(name) ?? "");
		if (tier === "community") await applyPolicies(tx);
		return { tier, versions: await versions(tx), applied, version: files.migrations.at(-1)?.version ?? 0, hints };
	});
}

/** An index over all that was ever stored takes long, and so does another process's migration that this one waits for. */
const STATEMENT_MS = 12 * 3_600_000;

/** Any number that no other program takes as an advisory lock. */
const LOCK = "7236289104456120833";

const TIER_FILES: Record<Tier, string[]> = {
	none: ["plain.sql"],
	apache: ["hypertables.sql"],
	community: ["hypertables.sql", "community.sql"],
};

type Migration = SqlFile & { version: number };

async function refuseNewer(tx: Connection, migrations: Migration[]): Promise<void> {
	const found = (await schemaVersion(tx)) ?? 0;
	const known = migrations.at(-1)?.version ?? 0;
	if (found > known) {
		throw new Error(`The database's schema is version ${found}, newer than this program's ${known}. Update Vagus.`);
	}
}

async function runPending(tx: Connection, migrations: Migration[]): Promise<string[]> {
	await tx.script(`CREATE TABLE IF NOT EXISTS vagus_migrations (
		version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
	const done = await tx.query<{ version: number }>("SELECT version FROM vagus_migrations");
	const pending = migrations.filter((migration) => !done.some((row) => row.version === migration.version));
	for (const migration of pending) {
		await tx.script(migration.sql);
		await tx.query("INSERT INTO vagus_migrations (version, name) VALUES ($1, $2)", [migration.version, migration.name]);
	}
	return pending.map((migration) => migration.name);
}

async function versions(tx: Connection): Promise<Record<string, string>> {
	const rows = await tx.query<{ name: string; version: string }>(`
		SELECT 'postgresql' AS name, current_setting('server_version') AS version
		UNION ALL
		SELECT extname, extversion FROM pg_extension WHERE extname IN ('vector', 'pg_trgm', 'timescaledb')`);
	return Object.fromEntries(rows.map((row) => [row.name, row.version]));
}
