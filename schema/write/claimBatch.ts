import type { Connection } from "../database.ts";

/**
 * Takes an accepted batch's hash for this transaction; false where it was accepted before. A transaction that brings
 * the same hash at the same time waits here for the first one's outcome.
 */
export async function claimBatch(tx: Connection, hash: Uint8Array): Promise<boolean> {
	const rows = await tx.query(CLAIM, [hash], "claim_batch");
	return rows.length > 0;
}

const CLAIM = `
	INSERT INTO ingest_batches (batch_hash) VALUES ($1::bytea)
	ON CONFLICT DO NOTHING
	RETURNING batch_hash`;
