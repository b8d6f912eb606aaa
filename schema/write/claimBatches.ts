import { Buffer } from "node:buffer";
import type { Connection } from "../database.ts";

/**
 * Takes the hashes of accepted batches for this transaction, and says of each batch whether it is this transaction's to
 * write: of two that are equal the first one is, and one without a hash always. Where another transaction brings the same
 * hash at the same time, this one waits for its outcome.
 */
export async function claimBatches(tx: Connection, hashes: (Uint8Array | null)[]): Promise<boolean[]> {
	const keys = hashes.map((hash) => hash && Buffer.from(hash).toString("hex"));
	const wanted = keys.filter((key) => key !== null);
	const rows = wanted.length === 0 ? [] : await tx.query<{ hash: string }>(CLAIM, [wanted], "claim_batches");
	const claimed = new Set(rows.map((row) => row.hash));
	return keys.map((key) => key === null || claimed.delete(key));
}

/** In their order, so that two transactions that bring the same ones wait for each other and cannot deadlock. */
const CLAIM = `
	INSERT INTO ingest_batches (batch_hash)
	SELECT decode(hash, 'hex') FROM unnest($1::text[]) AS hash
	ORDER BY hash
	ON CONFLICT DO NOTHING
	RETURNING encode(batch_hash, 'hex') AS hash`;
