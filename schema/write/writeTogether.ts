import type { TelemetryBatch } from "../../core/records/batch.ts";
import { mergeBatches } from "../../core/records/mergeBatches.ts";
import type { Database } from "../database.ts";
import { claimBatches } from "./claimBatches.ts";
import { writeBatch } from "./writeBatch.ts";
import type { WriteOutcome } from "./writeTelemetry.ts";

/** What tells one batch from all others, for a day: the SHA-256 of the bytes that were sent, or as many random ones. */
export interface IdentifiedBatch {
	batch: TelemetryBatch;
	identity: Uint8Array;
}

/**
 * Writes the rows of several requests in one transaction: all of them, or none where one fails. Those that were accepted
 * before are left out. Returns of each whether its rows were written now.
 */
export async function writeTogether(
	db: Pick<Database, "transaction">,
	batches: IdentifiedBatch[],
): Promise<WriteOutcome[]> {
	return db.transaction(async (tx) => {
		const identities = batches.map(({ identity }) => identity);
		const claimed = await claimBatches(tx, identities);
		await writeBatch(tx, mergeBatches(batches.flatMap(({ batch }, index) => (claimed[index] ? [batch] : []))));
		return claimed.map((mine) => (mine ? "written" : "duplicate"));
	});
}
