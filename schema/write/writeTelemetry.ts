import type { TelemetryBatch } from "../../core/records/batch.ts";
import type { Database } from "../database.ts";
import { claimBatch } from "./claimBatch.ts";
import { writeBatch } from "./writeBatch.ts";

/**
 * Writes one request's rows in one transaction. `batchHash` is the SHA-256 of the bytes that were sent: where they were
 * accepted before, nothing is written. Returns whether rows were written now.
 */
export async function writeTelemetry(
	db: Pick<Database, "transaction">,
	batch: TelemetryBatch,
	batchHash: Uint8Array | null,
): Promise<WriteOutcome> {
	return db.transaction(async (tx) => {
		if (batchHash && !(await claimBatch(tx, batchHash))) return "duplicate";
		await writeBatch(tx, batch);
		return "written";
	});
}

export type WriteOutcome = "written" | "duplicate";
