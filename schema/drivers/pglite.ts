import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { PGlite, type PGliteOptions } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { vector } from "@electric-sql/pglite-pgvector";
import type { Connection, Database } from "../database.ts";
import { parsers } from "../values.ts";

/** Opens PostgreSQL embedded in this process: in `dataDir`, or in memory where none is given. */
export async function openPglite(
	options: Pick<PGliteOptions, "dataDir" | "loadDataDir"> = {},
): Promise<PgliteDatabase> {
	if (options.dataDir && !options.loadDataDir) await makeCluster(options.dataDir);
	const engine = await createEngine(options);
	await engine.exec("SET TIME ZONE 'UTC'");
	return fromEngine(engine);
}

function createEngine(options: PGliteOptions): Promise<PGlite> {
	return PGlite.create({ ...options, extensions: { vector, pg_trgm }, parsers });
}

/**
 * Makes the files of a new database beside their place, and moves them there when they are complete: PGlite takes a
 * directory for a database as soon as it holds the first of them, and could not open what a killed process left.
 */
async function makeCluster(dataDir: string): Promise<void> {
	if (existsSync(join(dataDir, "PG_VERSION"))) return;
	const fresh = `${dataDir}.new`;
	await rm(fresh, { recursive: true, force: true });
	await mkdir(fresh, { recursive: true, mode: 0o700 });
	const engine = await createEngine({ dataDir: fresh });
	await engine.close();
	await rename(fresh, dataDir);
}

export function fromEngine(engine: PGlite): PgliteDatabase {
	const connection = connectionOf(engine);
	const database: PgliteDatabase = {
		query: (text, values) => thenYield(connection.query(text, values)),
		script: (text) => thenYield(connection.script(text)),
		driver: "pglite",
		engine,
		// It is in this process, which does nothing else until a statement has ended.
		withDeadline: () => database,
		transaction: (work) =>
			thenYield(
				engine.transaction(async (transaction) => {
					const result = await work(connectionOf(transaction));
					// Fails where a statement failed and `work` went on: COMMIT would roll back without a word.
					await transaction.query("SELECT 1");
					return result;
				}),
			),
		close: () => engine.close(),
	};
	return database;
}

/**
 * Lets timers and sockets have their turn before what was waited for goes on: PGlite answers without leaving this one, so
 * a loop over statements would hold up everything else for as long as it takes.
 */
async function thenYield<Result>(done: Promise<Result>): Promise<Result> {
	try {
		return await done;
	} finally {
		await new Promise<void>((resolve) => setImmediate(resolve));
	}
}

export interface PgliteDatabase extends Database {
	engine: PGlite;
}

function connectionOf(engine: Pick<PGlite, "query" | "exec">): Connection {
	return {
		query: async <Row>(text: string, values: unknown[] = []) => (await engine.query<Row>(text, values)).rows,
		script: async (text) => {
			await engine.exec(text);
		},
	};
}
