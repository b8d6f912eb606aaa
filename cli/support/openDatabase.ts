import type { Settings } from "../../functions/environment.ts";
import type { Database } from "../../schema/database.ts";
import { lockDataDir } from "../../schema/dataDirLock.ts";
import { openPg } from "../../schema/drivers/pg.ts";
import { openPglite } from "../../schema/drivers/pglite.ts";
import { databaseDir, makeDataDir } from "./dataDir.ts";
import { UserError } from "./userError.ts";

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
	return settings.DATABASE_URL ? openServer(settings.DATABASE_URL) : openEmbedded(settings.VAGUS_DATA_DIR);
}

async function openServer(connectionString: string): Promise<OpenedDatabase> {
	const describe = describeUrl(connectionString);
	const db = openPg({ connectionString });
	await db.query("SELECT 1").catch(async (error) => {
		await db.close();
		throw new UserError(`${describe} cannot be used: ${reasonOf(error)}`, { cause: error });
	});
	return { db, describe, listening: async () => {}, close: () => db.close() };
}

async function openEmbedded(directory: string): Promise<OpenedDatabase> {
	await makeDataDir(directory).catch((error) => {
		throw new UserError(
			`The data directory ${directory} cannot be written to (${error.code}). Set VAGUS_DATA_DIR to another.`,
		);
	});
	const lock = await lockDataDir(directory);
	const db = await openPglite({ dataDir: databaseDir(directory) }).catch(async (error) => {
		await lock.release();
		throw unopenable(databaseDir(directory), error);
	});
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

function unopenable(directory: string, error: Error): UserError {
	return new UserError(
		`The embedded database in ${directory} cannot be opened (${error.message}). Its disk may be full, its files damaged, or made by another version of Vagus. Put back a copy, or move the directory away to begin anew.`,
		{ cause: error },
	);
}

function describeUrl(text: string): string {
	const url = new URL(text);
	return `PostgreSQL ${url.hostname}${url.port && `:${url.port}`}${url.pathname}`;
}

/** The driver's own words, and what to do where its code tells. */
function reasonOf(error: Error): string {
	const cause = error.cause instanceof AggregateError ? error.cause.errors[0] : error.cause;
	const { code, message } = (cause instanceof Error ? cause : error) as Error & { code?: string };
	return `${message || code}.${(code && ADVICE[code]) ?? ""}`;
}

const ADVICE: Record<string, string> = {
	"28P01": " Check user and password in DATABASE_URL.",
	"28000": " Check the user in DATABASE_URL, and the server's pg_hba.conf.",
	"3D000": " Make the database with CREATE DATABASE, or correct DATABASE_URL.",
	ECONNREFUSED: " Is the server running, and are host and port in DATABASE_URL right?",
	ENOTFOUND: " Check the host in DATABASE_URL.",
	EAI_AGAIN: " Check the host in DATABASE_URL.",
};
