import { join } from "node:path";
import type { Settings } from "../../functions/environment.ts";
import type { Database } from "../../schema/database.ts";
import { lockDataDir } from "../../schema/dataDirLock.ts";
import { openPg } from "../../schema/drivers/pg.ts";
import { openPglite } from "../../schema/drivers/pglite.ts";
import { makeDataDir } from "./dataDir.ts";

export interface OpenedDatabase {
	db: Database;
	/** For people: which database this is, without its password. */
	describe: string;
	/** Tells others who find the data directory in use where this process listens. */
	listening(url: string): Promise<void>;
	close(): Promise<void>;
}

/** Opens the database of the settings: `DATABASE_URL`, else the embedded one in the data directory, locked for this process. */
export async function openDatabase(settings: Settings): Promise<OpenedDatabase> {
	if (settings.DATABASE_URL) {
		const db = openPg({ connectionString: settings.DATABASE_URL });
		return { db, describe: describeUrl(settings.DATABASE_URL), listening: async () => {}, close: () => db.close() };
	}
	const directory = settings.VAGUS_DATA_DIR;
	await makeDataDir(directory);
	const lock = await lockDataDir(directory);
	const db = await openPglite({ dataDir: join(directory, "pgdata") });
	return {
		db,
		describe: `embedded PostgreSQL in ${directory}`,
		listening: (url) => lock.listening(url),
		close: async () => {
			await db.close();
			await lock.release();
		},
	};
}

function describeUrl(text: string): string {
	const url = new URL(text);
	return `PostgreSQL ${url.hostname}${url.port && `:${url.port}`}${url.pathname}`;
}
