/**
 * A connection, a pool, or an open transaction. Values come back the same over every driver: `bigint` as decimal
 * text, `timestamptz` as ISO 8601 text in UTC with microseconds, `jsonb` parsed, `bytea` as Uint8Array, numbers of
 * 32 bits and floating point as numbers.
 */
export interface Connection {
	/**
	 * Runs one statement and returns its rows. `name` makes it a prepared statement on drivers that keep sessions: for
	 * texts that are run often and never vary.
	 */
	query<Row = Record<string, unknown>>(text: string, values?: unknown[], name?: string): Promise<Row[]>;
	/** Runs a script of several statements, without parameters. */
	script(text: string): Promise<void>;
}

/** What begins statements and transactions of its own. */
export interface Queryable extends Connection {
	/** Which driver this is, for messages: `pglite`, `pg` or `neon`. */
	readonly driver: string;
	/**
	 * Commits when `work` resolves, rolls back when it throws. `work` is run again where another transaction was in its
	 * way (deadlock, serialization): it must have no effect but through its connection.
	 */
	transaction<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result>;
	/**
	 * The same database, for work whose statements may take longer than a request's: so many milliseconds on the server.
	 * Each statement that is in no transaction is one.
	 */
	withDeadline(statementMs: number): Queryable;
}

export interface Database extends Queryable {
	close(): Promise<void>;
}
