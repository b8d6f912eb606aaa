import type { Connection } from "./database.ts";

/** Version of the schema that this program reads and writes: the number of the newest migration. */
export const SCHEMA_VERSION = 5;

export type ReadyState = { ready: true; version: number } | { ready: false; version: number | null; reason: string };

/**
 * Whether the database holds the schema that this program needs. A newer schema will do: while a deployment rolls out,
 * the programs that it replaces still serve.
 */
export async function readyState(db: Connection): Promise<ReadyState> {
	const version = await schemaVersion(db);
	if (version !== null && version >= SCHEMA_VERSION) return { ready: true, version };
	const found = version === null ? "The database is not migrated" : `The database's schema is version ${version}`;
	return {
		ready: false,
		version,
		reason: `${found}, this program needs version ${SCHEMA_VERSION}. Run \`vagus migrate\`.`,
	};
}

/** The newest migration that the database holds; null before the first. */
export async function schemaVersion(db: Connection): Promise<number | null> {
	const [table] = await db.query<{ found: boolean }>("SELECT to_regclass('vagus_migrations') IS NOT NULL AS found");
	if (!table?.found) return null;
	const [row] = await db.query<{ version: number | null }>("SELECT max(version) AS version FROM vagus_migrations");
	return row?.version ?? null;
}
