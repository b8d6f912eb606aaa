import { PGlite, type PGliteOptions } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { vector } from "@electric-sql/pglite-pgvector";
import type { Connection, Database } from "../database.ts";
import { parsers } from "../values.ts";

/** Opens PostgreSQL embedded in this process: in `dataDir`, or in memory where none is given. */
export async function openPglite(
	options: Pick<PGliteOptions, "dataDir" | "loadDataDir"> = {},
): Promise<PgliteDatabase> {
	const engine = await PGlite.create({ ...options, extensions: { vector, pg_trgm }, parsers });
	await engine.exec("SET TIME ZONE 'UTC'");
	return fromEngine(engine);
}

export function fromEngine(engine: PGlite): PgliteDatabase {
	return {
		...connectionOf(engine),
		driver: "pglite",
		engine,
		transaction: (work) =>
			engine.transaction(async (transaction) => {
				const result = await work(connectionOf(transaction));
				// Fails where a statement failed and `work` went on: COMMIT would roll back without a word.
				await transaction.query("SELECT 1");
				return result;
			}),
		close: () => engine.close(),
	};
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
