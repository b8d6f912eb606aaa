import type { Database } from "../database.ts";
import { isFaultOfRows } from "../isFaultOfRows.ts";
import { type IdentifiedBatch, type WriteOutcome, writeTogether } from "./writeTogether.ts";

/**
 * Writes the rows of several requests in as few transactions as may be: one, unless a batch cannot be written for what
 * its rows are. That one is found by halves, and takes no other along; a database that fails, fails all of a transaction.
 * Says of each batch, in their order, what became of it.
 */
export async function writeEach(
	db: Pick<Database, "transaction">,
	batches: IdentifiedBatch[],
): Promise<PromiseSettledResult<WriteOutcome>[]> {
	if (batches.length === 0) return [];
	try {
		const outcomes = await writeTogether(db, batches);
		return outcomes.map((value) => ({ status: "fulfilled", value }));
	} catch (reason) {
		if (batches.length === 1 || !isFaultOfRows(reason)) return batches.map(() => ({ status: "rejected", reason }));
		const half = Math.ceil(batches.length / 2);
		const first = await writeEach(db, batches.slice(0, half));
		return [...first, ...(await writeEach(db, batches.slice(half)))];
	}
}
