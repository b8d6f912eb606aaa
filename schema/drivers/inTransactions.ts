import type { Queryable } from "../database.ts";

/** A database of which each statement is a transaction: there its deadline can be another than the session's. */
export function inTransactions(database: Queryable, transaction: Queryable["transaction"]): Queryable {
	return {
		...database,
		query: (text, values, name) => transaction((tx) => tx.query(text, values, name)),
		script: (text) => transaction((tx) => tx.script(text)),
		transaction,
	};
}
