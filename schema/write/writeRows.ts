import type { Connection } from "../database.ts";
import type { InsertStatement } from "./unnest.ts";

/**
 * Writes rows with one statement. Keyed rows go in order of their key, so that two transactions that touch the same
 * rows take their locks in the same order and cannot deadlock.
 */
export async function writeRows<Row>(
	tx: Connection,
	insert: InsertStatement<Row>,
	rows: Iterable<Row>,
	key?: (row: Row) => string,
): Promise<void> {
	const list = [...rows];
	if (list.length === 0) return;
	if (key) list.sort((a, b) => (key(a) < key(b) ? -1 : 1));
	await tx.query(insert.text, insert.values(list), insert.name);
}
