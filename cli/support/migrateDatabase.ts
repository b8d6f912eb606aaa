import type { Database } from "../../schema/database.ts";
import { type MigrationReport, migrate } from "../../schema/migrate.ts";
import { isUnavailable } from "../../schema/unavailable.ts";
import { UserError } from "./userError.ts";

/** Migrates; what stands in the way, on the server or by the user's rights, is told as a sentence. */
export async function migrateDatabase(db: Database): Promise<MigrationReport> {
	return migrate(db).catch((error: Error & { code?: string }) => {
		if (isUnavailable(error)) throw error;
		const message = error.code ? `The database refused the migration: ${error.message}.` : error.message;
		throw new UserError(`${message} Nothing was changed.`, { cause: error });
	});
}
