import pg from "pg";
import type { Connection, Database } from "../database.ts";
import { DatabaseUnavailable, isConflict } from "../unavailable.ts";
import { parsers } from "../values.ts";

export interface PgOptions {
	connectionString: string;
	/** Most connections at once. */
	max?: number;
	/** How long to wait for a connection, in milliseconds. */
	connectionTimeoutMillis?: number;
}

/** A pool of connections to a PostgreSQL server. */
export function openPg(options: PgOptions): Database {
	const pool = new pg.Pool({
		connectionString: options.connectionString,
		max: options.max ?? 10,
		connectionTimeoutMillis: options.connectionTimeoutMillis ?? 5_000,
		types,
	});
	return fromPool(pool, "pg");
}

/** The part of a pool that `pg` and Neon's driver share. */
interface Pool {
	connect(): Promise<Client & { release(): void }>;
	end(): Promise<void>;
	on(event: "error", listener: (error: Error) => void): unknown;
	on(event: "connect", listener: (client: Client) => void): unknown;
}
interface Client {
	on(event: "error", listener: (error: Error) => void): unknown;
	query(config: object): Promise<{ rows: unknown[]; command?: string }>;
}

/** Type parsers in the form that `pg` takes them. */
export const types = {
	getTypeParser: (oid: number, format?: "text" | "binary") =>
		(format !== "binary" && parsers[oid]) || pg.types.getTypeParser(oid, format as "text"),
};

export function fromPool(pool: Pool, driver: string): Database {
	// A connection that breaks fails the statement that runs on it or is replaced at the next use. Without listeners, on
	// the pool for idle ones and on each for those in use, it would end the process.
	pool.on("error", () => {});
	pool.on("connect", (client) => client.on("error", () => {}));
	const withClient = async <Result>(work: (client: Client) => Promise<Result>): Promise<Result> => {
		const client = await pool.connect().catch((error) => {
			throw new DatabaseUnavailable(error);
		});
		try {
			return await work(client);
		} finally {
			// The pool drops it where its connection broke.
			client.release();
		}
	};
	return {
		driver,
		query: (text, values, name) => withClient((client) => connectionOf(client).query(text, values, name)),
		script: (text) => withClient((client) => connectionOf(client).script(text)),
		transaction: (work) => withClient((client) => runTransaction(client, work)),
		close: () => pool.end(),
	};
}

export function connectionOf(client: Client): Connection {
	return {
		query: async <Row>(text: string, values: unknown[] = [], name?: string) =>
			(await client.query({ text, values, name })).rows as Row[],
		script: async (text) => {
			await client.query({ text });
		},
	};
}

/** How often a transaction that another one's locks or writes refuse is begun. */
const ATTEMPTS = 3;

export async function runTransaction<Result>(
	client: Client,
	work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
	for (let attempt = 1; ; attempt++) {
		try {
			await client.query({ text: "BEGIN" });
			const result = await work(connectionOf(client));
			const { command } = await client.query({ text: "COMMIT" });
			// What PostgreSQL answers where a statement failed and `work` went on.
			if (command === "ROLLBACK") throw new Error("The transaction was rolled back: one of its statements failed.");
			return result;
		} catch (error) {
			await client.query({ text: "ROLLBACK" }).catch(() => {});
			if (attempt === ATTEMPTS || !isConflict(error)) throw error;
		}
	}
}
