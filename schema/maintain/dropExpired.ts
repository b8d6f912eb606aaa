import { type Lifecycle, lifecycles } from "../lifecycle.ts";
import { chunksOf, dropChunk } from "./chunks.ts";
import { deleteBatch } from "./deleteBatch.ts";
import { rolledUp } from "./rolledUp.ts";
import type { MaintenanceRun } from "./run.ts";

/** Drops rows that are older than their table keeps any: whole chunks where there are some. */
export async function dropExpired(run: MaintenanceRun): Promise<void> {
	for (const life of lifecycles) await dropOld(run, life);
}

async function dropOld(run: MaintenanceRun, { table, timeColumn, keepDays }: Lifecycle): Promise<void> {
	const cutoff = await rolledUp(run.db, table, run.daysAgo(keepDays));
	const chunks = await chunksOf(run.db, table);
	for (const chunk of chunks ?? []) {
		if (chunk.end <= cutoff) await run.free(TASK, table, (tx) => dropChunk(tx, table, chunk));
	}
	if (chunks) return;
	const old = `${timeColumn} < $1`;
	const [any] = await run.db.query(`SELECT FROM ${table} WHERE ${old} LIMIT 1`, [cutoff]);
	if (!any) return;
	await run.batches(TASK, table, async (tx, limit) => {
		// Waits for ingest that has seen such a row as known, and keeps new ingest waiting for the length of a batch.
		if (REFERRED.has(table)) await tx.query(`LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE`);
		return deleteBatch(tx, table, old, [cutoff], limit);
	});
}

const TASK = "expired";

/** Tables whose rows ingest leaves as they are where it finds them. */
const REFERRED = new Set(["metric_series", "resources", "scopes"]);
