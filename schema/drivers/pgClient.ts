import pg from "pg";
import type { Database } from "../database.ts";
import { DatabaseUnavailable } from "../unavailable.ts";
import { connectionOf, runTransaction, types } from "./pg.ts";

/**
 * One connection to a PostgreSQL server, for runtimes where a connection belongs to a request and a pool is elsewhere
 * (Hyperdrive). Statements and transactions take turns on it.
 */
export async function openPgClient(options: {
	connectionString: string;
	/** How long to wait for the connection, in milliseconds. */
	connectionTimeoutMillis?: number;
}): Promise<Database> {
	const client = new pg.Client({
		connectionString: options.connectionString,
		connectionTimeoutMillis: options.connectionTimeoutMillis ?? 5_000,
		types,
	});
	// A connection that breaks while idle fails the next statement; without a listener it would end the process.
	client.on("error", () => {});
	await client.connect().catch((error) => {
		throw new DatabaseUnavailable(error);
	});
	const connection = connectionOf(client);
	const inTurn = turns();
	return {
		driver: "pg",
		query: (text, values, name) => inTurn(() => connection.query(text, values, name)),
		script: (text) => inTurn(() => connection.script(text)),
		transaction: (work) => inTurn(() => runTransaction(client, work)),
		close: () => inTurn(() => client.end()),
	};
}

/** Runs pieces of work one after another, in the order in which they came. */
function turns(): <Result>(work: () => Promise<Result>) => Promise<Result> {
	let last: Promise<unknown> = Promise.resolve();
	return (work) => {
		const result = last.then(work);
		last = result.catch(() => {});
		return result;
	};
}
