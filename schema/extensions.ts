import type { Connection } from "./database.ts";

/**
 * Creates the extensions that the schema needs, and TimescaleDB where the server has it. Returns sentences for the
 * operator about what could be there and is not.
 */
export async function createExtensions(tx: Connection): Promise<string[]> {
	const rows = await tx.query<Extension>(AVAILABLE);
	const found = new Map(rows.map((row) => [row.name, row]));
	for (const [name, what] of Object.entries(REQUIRED)) {
		const extension = found.get(name);
		if (!extension) throw new Error(`This PostgreSQL lacks the extension ${what}. Install it on the server.`);
		if (!extension.installed && !(await create(tx, name))) {
			throw new Error(`A superuser has to run this once in this database: CREATE EXTENSION ${name};`);
		}
	}
	await refuseOldVector(tx);
	const timescale = found.get("timescaledb");
	if (!timescale || timescale.installed) return [];
	if (!timescale.preloaded) {
		return [
			"TimescaleDB is installed on the server but not loaded. To use it, add timescaledb to shared_preload_libraries, restart PostgreSQL, and run `vagus migrate` again.",
		];
	}
	if (await create(tx, "timescaledb")) return [];
	return [
		"To use TimescaleDB, a superuser has to run this once in this database: CREATE EXTENSION timescaledb; then run `vagus migrate` again.",
	];
}

const REQUIRED: Record<string, string> = {
	vector: "vector (pgvector)",
	pg_trgm: "pg_trgm (part of PostgreSQL's contrib)",
};

/** Filters within an approximate search came with 0.8. */
async function refuseOldVector(tx: Connection): Promise<void> {
	const [old] = await tx.query<{ version: string }>(OLD_VECTOR);
	if (old) {
		throw new Error(
			`The extension vector (pgvector) is version ${old.version} here; 0.8 or newer is needed. Update it on the server, then run in this database: ALTER EXTENSION vector UPDATE;`,
		);
	}
}

const OLD_VECTOR = `
	SELECT extversion AS version FROM pg_extension
	WHERE extname = 'vector' AND string_to_array(extversion, '.')::integer[] < ARRAY[0, 8]`;

interface Extension {
	name: string;
	installed: boolean;
	preloaded: boolean;
}

// Creating TimescaleDB's extension without its library preloaded would end the session. Not every role may read
// shared_preload_libraries, so the library is known by a setting that only it defines.
const AVAILABLE = `
	SELECT name, installed_version IS NOT NULL AS installed,
		current_setting('timescaledb.disable_load', true) IS NOT NULL AS preloaded
	FROM pg_available_extensions
	WHERE name IN ('vector', 'pg_trgm', 'timescaledb')`;

/** False where the role may not: hosted servers decide that by rules of their own, so trying is the only way to know. */
async function create(tx: Connection, name: string): Promise<boolean> {
	await tx.script("SAVEPOINT extension");
	try {
		await tx.script(`CREATE EXTENSION ${name}`);
		return true;
	} catch (error) {
		if ((error as { code?: string }).code !== INSUFFICIENT_PRIVILEGE) throw error;
		await tx.script("ROLLBACK TO SAVEPOINT extension");
		return false;
	}
}

const INSUFFICIENT_PRIVILEGE = "42501";
