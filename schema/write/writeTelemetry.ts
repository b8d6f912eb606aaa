import type { TelemetryBatch } from "../../core/records/batch.ts";
import type { Database } from "../database.ts";
import { type WriteOutcome, writeTogether } from "./writeTogether.ts";

/**
 * Writes one request's rows in one transaction. `identity` is the SHA-256 of the bytes that were sent: where they were
 * accepted before, nothing is written. Returns whether rows were written now.
 */
export async function writeTelemetry(
	db: Pick<Database, "transaction">,
	batch: TelemetryBatch,
	identity: Uint8Array | null,
): Promise<WriteOutcome> {
	const [outcome = "written"] = await writeTogether(db, [{ batch, identity }]);
	return outcome;
}
