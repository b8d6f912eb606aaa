import { type DrainReport, drainPending } from "../embedding/drain.ts";
import type { Embedder } from "../embedding/embedder.ts";
import type { Database } from "../schema/database.ts";
import { type MaintenanceReport, maintain } from "../schema/maintain/maintain.ts";

/** Everything that has to be done from time to time: for the cron trigger, the command and the route. */
export async function runMaintenance(
	db: Database,
	embedder: Embedder,
	now: Date,
): Promise<{ drained: DrainReport } & MaintenanceReport> {
	const drained = await drainPending(db, embedder);
	return { drained, ...(await maintain(db, { now })) };
}
