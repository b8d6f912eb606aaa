import pg from "pg";
import type { Connection, Database, Queryable } from "../database.ts";
import { DatabaseUnavailable, isConflict } from "../unavailable.ts";
import { parsers } from "../values.ts";
import { ask, type Client, inTime } from "./ask.ts";
import { beginWithin, type Deadline, deadlineOf, REQUEST_MS, sessionWithin } from "./deadline.ts";

export interface PgOptions {
	connectionString: string;
	/** Most connections at once. */
	max?: number;
	/** How long to wait for a connection, in milliseconds. */
	connectionTimeoutMillis?: number;
	/** How long the server may work on a statement, in milliseconds. */
	statementMs?: number;
}

/** A pool of connections to a PostgreSQL server. */
export function openPg(options: PgOptions): Database {
	const filled = withDefaults(options);
	const deadline = deadlineOf(filled.statementMs);
	const pool = new pg.Pool({
		...connectionOptions(filled),
		max: filled.max,
		// A server that refuses or does not answer it gives no connection.
		onConnect: (client) => ask(client as pg.Client, { text: sessionWithin(deadline) }, filled.connectionTimeoutMillis),
	});
	return fromPool(pool as Pool, "pg", filled);
}

export function withDefaults(options: PgOptions): Required<PgOptions> {
	const { connectionString, max = 10, connectionTimeoutMillis = 5_000, statementMs = REQUEST_MS } = options;
	return { connectionString, max, connectionTimeoutMillis, statementMs };
}

/** What a single connection of `pg` takes. */
export function connectionOptions(options: Required<PgOptions>): pg.ClientConfig {
	const { connectionString, connectionTimeoutMillis } = options;
	return { connectionString, connectionTimeoutMillis, types, keepAlive: true, keepAliveInitialDelayMillis: SILENCE_MS };
}

/** A server whose machine is gone is noticed some ten seconds after this, however long its answer may take. */
const SILENCE_MS = 10_000;

/** Type parsers in the form that `pg` takes them. */
export const types = {
	getTypeParser: (oid: number, format?: "text" | "binary") =>
		(format !== "binary" && parsers[oid]) || pg.types.getTypeParser(oid, format as "text"),
};

/** The part of a pool that `pg` and Neon's driver share. */
export interface Pool {
	connect(): Promise<Client & { release(): void }>;
	end(): Promise<void>;
	on(event: "error", listener: (error: Error) => void): unknown;
	on(event: "connect", listener: (client: Client) => void): unknown;
}

export function fromPool(pool: Pool, driver: string, options: Required<PgOptions>): Database {
	// A connection that breaks fails the statement that runs on it or is replaced at the next use. Without listeners, on
	// the pool for idle ones and on each for those in use, it would end the process.
	pool.on("error", () => {});
	pool.on("connect", (client) => client.on("error", () => {}));
	const withClient = async <Result>(work: (client: Client) => Promise<Result>): Promise<Result> => {
		const client = await checkOut(pool, options.connectionTimeoutMillis);
		try {
			return await work(client);
		} finally {
			// The pool drops it where its connection broke or was given up.
			client.release();
		}
	};
	const transactionWithin =
		(deadline: Deadline): Queryable["transaction"] =>
		(work) =>
			withClient((client) => runTransaction(client, work, deadline));
	const deadline = deadlineOf(options.statementMs);
	const database: Database = {
		driver,
		query: (text, values, name) => withClient((client) => connectionOf(client, deadline).query(text, values, name)),
		script: (text) => withClient((client) => connectionOf(client, deadline).script(text)),
		transaction: transactionWithin(deadline),
		withDeadline: (statementMs) => inTransactions(database, transactionWithin(deadlineOf(statementMs))),
		close: () => pool.end(),
	};
	return database;
}

async function checkOut(pool: Pool, ms: number): Promise<Client & { release(): void }> {
	const connecting = pool.connect();
	// The pool's own timeout is the more telling one and is to come first. Over a WebSocket that does not answer, it does not.
	const later = Math.ceil(ms * 1.25);
	try {
		return await inTime(connecting, later, () => void connecting.then((client) => client.release()).catch(() => {}));
	} catch (error) {
		throw error instanceof DatabaseUnavailable ? error : new DatabaseUnavailable(error);
	}
}

/** A database of which each statement is a transaction: there its deadline can be another than the session's. */
export function inTransactions(database: Queryable, transaction: Queryable["transaction"]): Queryable {
	return {
		...database,
		query: (text, values, name) => transaction((tx) => tx.query(text, values, name)),
		script: (text) => transaction((tx) => tx.script(text)),
		transaction,
	};
}

export function connectionOf(client: Client, { answer }: Deadline): Connection {
	return {
		query: async <Row>(text: string, values: unknown[] = [], name?: string) =>
			(await ask(client, { text, values, name }, answer)).rows as Row[],
		script: async (text) => {
			await ask(client, { text }, answer);
		},
	};
}

/** How often a transaction that another one's locks or writes refuse is begun. */
const ATTEMPTS = 3;

export async function runTransaction<Result>(
	client: Client,
	work: (connection: Connection) => Promise<Result>,
	deadline: Deadline,
): Promise<Result> {
	for (let attempt = 1; ; attempt++) {
		try {
			await ask(client, { text: beginWithin(deadline) }, deadline.answer);
			const result = await work(connectionOf(client, deadline));
			const { command } = await ask(client, { text: "COMMIT" }, deadline.answer);
			// What PostgreSQL answers where a statement failed and `work` went on.
			if (command === "ROLLBACK") throw new Error("The transaction was rolled back: one of its statements failed.");
			return result;
		} catch (error) {
			await ask(client, { text: "ROLLBACK" }, deadline.answer).catch(() => {});
			if (attempt === ATTEMPTS || !isConflict(error)) throw error;
		}
	}
}
