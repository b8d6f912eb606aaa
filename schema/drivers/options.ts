import pg from "pg";
import { parsers } from "../values.ts";
import { REQUEST_MS } from "./deadline.ts";

export interface PgOptions {
	connectionString: string;
	/** Most connections at once. */
	max?: number;
	/** How long to wait for a connection, in milliseconds. */
	connectionTimeoutMillis?: number;
	/** How long the server may work on a statement, in milliseconds. */
	statementMs?: number;
}

export function withDefaults(options: PgOptions): Required<PgOptions> {
	const { connectionString, max = 10, connectionTimeoutMillis = 5_000, statementMs = REQUEST_MS } = options;
	return { connectionString, max, connectionTimeoutMillis, statementMs };
}

/** What a connection of `pg` takes. */
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
