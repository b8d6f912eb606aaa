import type { Connection } from "../database.ts";
import type { InsertStatement } from "./unnest.ts";

/** Writes rows with one statement; returns what it returns. No rows cost no round trip. */
export async function writeRows<Row, Returned = never>(
	tx: Connection,
	insert: InsertStatement<Row>,
	rows: Iterable<Row>,
): Promise<Returned[]> {
	const list = [...rows];
	if (list.length === 0) return [];
	return tx.query<Returned>(insert.text, insert.values(list), insert.name);
}
