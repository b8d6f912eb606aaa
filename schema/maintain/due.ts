import type { MaintenanceRun } from "./run.ts";

/** Does a task that is heavy and not urgent, where its last time is a day ago. */
export async function due(run: MaintenanceRun, task: string, work: () => Promise<void>): Promise<void> {
	const [recent] = await run.db.query("SELECT FROM maintenance_state WHERE task = $1 AND done_until > $2", [
		task,
		run.daysAgo(1),
	]);
	if (recent) return;
	await work();
	await run.step((tx) => tx.query(DONE, [task, run.options.now.toISOString()]));
}

const DONE = `
	INSERT INTO maintenance_state (task, done_until) VALUES ($1, $2)
	ON CONFLICT (task) DO UPDATE SET done_until = excluded.done_until`;
