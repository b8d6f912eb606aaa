import type { Database } from "../database.ts";
import { DatabaseUnavailable } from "../unavailable.ts";
import { type Client, inTime } from "./ask.ts";
import { connectionOf } from "./connectionOf.ts";
import { deadlineOf } from "./deadline.ts";
import { inTransactions } from "./inTransactions.ts";
import type { PgOptions } from "./options.ts";
import { runTransaction } from "./runTransaction.ts";

/** The part of a pool that `pg` and Neon's driver share. */
export interface Pool {
	connect(): Promise<PooledClient>;
	end(): Promise<void>;
	on(event: "error", listener: (error: Error) => void): unknown;
	on(event: "connect", listener: (client: Client) => void): unknown;
}
type PooledClient = Client & { release(): void };

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
	const deadline = deadlineOf(options.statementMs);
	const database: Database = {
		driver,
		query: (text, values, name) => withClient((client) => connectionOf(client, deadline).query(text, values, name)),
		script: (text) => withClient((client) => connectionOf(client, deadline).script(text)),
		transaction: (work) => withClient((client) => runTransaction(client, work, deadline)),
		withDeadline: (statementMs) =>
			inTransactions(database, (work) => withClient((client) => runTransaction(client, work, deadlineOf(statementMs)))),
		close: () => pool.end(),
	};
	return database;
}

async function checkOut(pool: Pool, ms: number): Promise<PooledClient> {
	const connecting = pool.connect();
	const releaseLate = () => void connecting.then((client) => client.release()).catch(() => {});
	try {
		// The pool's own timeout says more and is to come first. A WebSocket's end, which it waits for, may not come.
		return await inTime(connecting, Math.ceil(ms * 1.25), releaseLate);
	} catch (error) {
		throw error instanceof DatabaseUnavailable ? error : new DatabaseUnavailable(error);
	}
}
