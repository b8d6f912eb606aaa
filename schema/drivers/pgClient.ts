import pg from "pg";
import { inTurns } from "../../core/inTurns.ts";
import type { Database } from "../database.ts";
import { DatabaseUnavailable } from "../unavailable.ts";
import { connectionOf } from "./connectionOf.ts";
import { deadlineOf } from "./deadline.ts";
import { inTransactions } from "./inTransactions.ts";
import { connectionOptions, type PgOptions, withDefaults } from "./options.ts";
import { runTransaction } from "./runTransaction.ts";

/**
 * One connection to a PostgreSQL server, for runtimes where a connection belongs to a request and a pool is elsewhere
 * (Hyperdrive). Statements and transactions take turns on it.
 */
export async function openPgClient(options: Omit<PgOptions, "max">): Promise<Database> {
	const filled = withDefaults(options);
	const client = new pg.Client(connectionOptions(filled));
	// A connection that breaks while idle fails the next statement; without a listener it would end the process.
	client.on("error", () => {});
	await client.connect().catch((error) => {
		throw new DatabaseUnavailable(error);
	});
	const deadline = deadlineOf(filled.statementMs);
	const connection = connectionOf(client, deadline);
	const inTurn = inTurns(1);
	const database: Database = {
		driver: "pg",
		query: (text, values, name) => inTurn(() => connection.query(text, values, name)),
		script: (text) => inTurn(() => connection.script(text)),
		transaction: (work) => inTurn(() => runTransaction(client, work, deadline)),
		withDeadline: (statementMs) =>
			inTransactions(database, (work) => inTurn(() => runTransaction(client, work, deadlineOf(statementMs)))),
		close: () => inTurn(() => client.end()),
	};
	return database;
}
