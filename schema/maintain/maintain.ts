import type { Database } from "../database.ts";
import { capSize } from "./capSize.ts";
import { condenseActivity } from "./condenseActivity.ts";
import { dropExpired } from "./dropExpired.ts";
import { dropSooner } from "./dropSooner.ts";
import { dropUnseenContents } from "./dropUnseenContents.ts";
import { refreshRollups } from "./refreshRollups.ts";
import { type Freed, MaintenanceRun, Stopped } from "./run.ts";
import { vacuum } from "./vacuum.ts";

export interface MaintainOptions {
	/** Ages are counted from here. */
	now: Date;
	/** No new step is begun after so long; what is left is done by the next call. */
	budgetMs?: number;
	/** The oldest telemetry is dropped until the database is no larger. */
	maxBytes?: number;
	onProgress?: (task: MaintenanceTask) => void;
}

export interface MaintenanceTask extends Freed {
	/** What was done, with the table: `expired application_logs`. */
	name: string;
}

export interface MaintenanceReport {
	/** What was freed. For rollups, `rows` are those that were computed. */
	tasks: MaintenanceTask[];
	/** Whether another process was at work: it does what this call left. */
	busy: boolean;
	/** Whether everything was done. */
	finished: boolean;
}

/**
 * Refreshes rollups, then drops what is past its age, in small transactions. Safe to call at any time, from several
 * processes, and to kill: each step does what is left to do.
 */
export async function maintain(db: Database, options: MaintainOptions): Promise<MaintenanceReport> {
	const run = new MaintenanceRun(db.withDeadline(STATEMENT_MS), options);
	let finished = true;
	for (const task of TASKS) {
		try {
			await task(run);
		} catch (error) {
			if (error instanceof Stopped) return { tasks: run.tasks, busy: error.why === "busy", finished: false };
			if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error;
			finished = false;
		}
	}
	return { tasks: run.tasks, busy: false, finished };
}

/** A day's rollup or a chunk's count over millions of rows; the next run begins again with what is cut off. */
const STATEMENT_MS = 10 * 60_000;

const LOCK_NOT_AVAILABLE = "55P03";

// Rollups first: they hold what the others drop.
const TASKS = [refreshRollups, dropSooner, dropExpired, condenseActivity, dropUnseenContents, capSize, vacuum];
