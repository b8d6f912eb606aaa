import { due } from "./due.ts";
import type { MaintenanceRun } from "./run.ts";

/** Makes the space of deleted rows usable where no autovacuum does: in the embedded database. */
export async function vacuum(run: MaintenanceRun): Promise<void> {
	const [backend] = await run.db.query<{ type: string }>(
		"SELECT backend_type AS type FROM pg_stat_activity WHERE pid = pg_backend_pid()",
	);
	if (backend?.type !== "standalone backend") return;
	if (run.tasks.some((task) => task.bytes > 0)) await run.db.script("VACUUM (ANALYZE)");
	else await due(run, "vacuum", () => run.db.script("VACUUM (ANALYZE)"));
}
