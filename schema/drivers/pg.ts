import pg from "pg";
import type { Database } from "../database.ts";
import { ask } from "./ask.ts";
import { deadlineOf, sessionWithin } from "./deadline.ts";
import { fromPool, type Pool } from "./fromPool.ts";
import { connectionOptions, type PgOptions, withDefaults } from "./options.ts";

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
