import { Buffer } from "node:buffer";
import type { Connection } from "../database.ts";

/**
 * Takes the hashes of several batches for this transaction, as `claimBatch` takes one, and says of each whether it is
 * this transaction's to write. Of two that are equal the first one is.
 */
export async function claimBatches(tx: Connection, hashes: Uint8Array[]): Promise<boolean[]> {
	const rows = await tx.query<{ hash: string }>(CLAIM, [hashes.map(hex)], "claim_batches");
	const claimed = new Set(rows.map((row) => row.hash));
	return hashes.map((hash) => claimed.delete(hex(hash)));
}

/** In their order, so that two transactions that bring the same ones wait for each other and cannot deadlock. */
const CLAIM = `
	INSERT INTO ingest_batches (batch_hash)
	SELECT decode(hash, 'hex') FROM unnest($1::text[]) AS hash
	ORDER BY hash
	ON CONFLICT DO NOTHING
	RETURNING encode(batch_hash, 'hex') AS hash`;

function hex(hash: Uint8Array): string {
	return Buffer.from(hash).toString("hex");
}
