import type { TelemetryBatch } from "../../core/records/batch.ts";
import { mergeBatches } from "../../core/records/mergeBatches.ts";
import type { Database } from "../database.ts";
import { claimBatches } from "./claimBatches.ts";
import { noteLeftOut } from "./noteLeftOut.ts";
import { writeBatch } from "./writeBatch.ts";

/** A batch, and what tells it from all others. */
export interface IdentifiedBatch {
	batch: TelemetryBatch;
	/** The SHA-256 of the bytes that were sent, or as many random ones; null where two equal ones are two events. */
	identity: Uint8Array | null;
}

/** Whether a batch's rows were written now. Either way they are committed. */
export type WriteOutcome = "written" | "duplicate";

/**
 * Writes the rows of several requests in one transaction: all of them, or none where one fails. Those that were accepted
 * before, within a day, are left out. What of the rows waits for another hour is noted in their batches.
 */
export async function writeTogether(
	db: Pick<Database, "transaction">,
	batches: IdentifiedBatch[],
): Promise<WriteOutcome[]> {
	const { claimed, leftOut } = await db.transaction(async (tx) => {
		const identities = batches.map(({ identity }) => identity);
		const claimed = await claimBatches(tx, identities);
		const written = batches.filter((_, index) => claimed[index]);
		const leftOut = await writeBatch(tx, mergeBatches(written.map(({ batch }) => batch)));
		return { claimed, leftOut };
	});
	for (const [index, { batch }] of batches.entries()) if (claimed[index]) noteLeftOut(batch, leftOut);
	return claimed.map((isWritten) => (isWritten ? "written" : "duplicate"));
}
