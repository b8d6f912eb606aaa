import pg from "pg";
import type { Connection, Database } from "../database.ts";
import { parsers } from "../values.ts";

export interface PgOptions {
	connectionString: string;
	/** Most connections at once. */
	max?: number;
	/** How long to wait for a connection, in milliseconds. */
	connectionTimeoutMillis?: number;
	/** How long one statement may take, in milliseconds; 0 for no limit. */
	statementTimeoutMillis?: number;
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
	connect(): Promise<Client>;
	query(config: object): Promise<{ rows: unknown[] }>;
	end(): Promise<void>;
	on(event: "error", listener: (error: Error) => void): unknown;
}
interface Client {
	query(config: object): Promise<{ rows: unknown[] }>;
	release(error?: Error | boolean): void;
}

/** Type parsers in the form that `pg` takes them. */
export const types = {
	getTypeParser: (oid: number, format?: "text" | "binary") =>
		(format !== "binary" && parsers[oid]) || pg.types.getTypeParser(oid, format as "text"),
};

export function fromPool(pool: Pool, driver: string): Database {
	// An idle connection that breaks is replaced at the next use; without a listener it would end the process.
	pool.on("error", () => {});
	return {
		...connectionOf(pool),
		driver,
		transaction: async (work) => {
			const client = await pool.connect();
			let broken: Error | undefined;
			try {
				await client.query({ text: "BEGIN" });
				const result = await work(connectionOf(client));
				await client.query({ text: "COMMIT" });
				return result;
			} catch (error) {
				await client.query({ text: "ROLLBACK" }).catch((failure: Error) => {
					broken = failure;
				});
				throw error;
			} finally {
				client.release(broken);
			}
		},
		close: () => pool.end(),
	};
}

function connectionOf(target: { query(config: object): Promise<{ rows: unknown[] }> }): Connection {
	return {
		query: async <Row>(text: string, values: unknown[] = [], name?: string) =>
			(await target.query({ text, values, name })).rows as Row[],
		script: async (text) => {
			await target.query({ text });
		},
	};
}
