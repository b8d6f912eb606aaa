import { type DrainReport, drainPending } from "../embedding/drain.ts";
import { type Embedder, EmbedderUnavailable } from "../embedding/embedder.ts";
import type { Database } from "../schema/database.ts";
import { type MaintenanceReport, maintain } from "../schema/maintain/maintain.ts";

export interface FullMaintenanceReport extends MaintenanceReport {
	/** With `error` where embedding ended before its end: what is left waits for the next call. */
	drained: DrainReport & { error?: string };
}

/**
 * Everything that has to be done from time to time: for the cron trigger, the command and the route. Embedding comes
 * last: neither a long backlog nor a service that is away keeps tables from being cleaned. `onProgress` is told how many
 * rows a task has done so far.
 */
export async function runMaintenance(
	db: Database,
	embedder: Embedder,
	now: Date,
	onProgress: (task: string, rows: number) => void = () => {},
): Promise<FullMaintenanceReport> {
	const maintained = await maintain(db, { now, onProgress: ({ name, rows }) => onProgress(name, rows) });
	const drained: FullMaintenanceReport["drained"] = { embedded: 0, failed: 0 };
	try {
		await drainPending(db, embedder, {
			onProgress: (report) => {
				Object.assign(drained, report);
				onProgress("embedded", report.embedded);
			},
		});
	} catch (error) {
		if (!(error instanceof EmbedderUnavailable)) throw error;
		drained.error = error.message;
	}
	return { drained, ...maintained };
}
