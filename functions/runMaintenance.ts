import { catchUp } from "../embedding/catchUp.ts";
import type { DrainOptions, DrainReport } from "../embedding/drain.ts";
import { type Embedder, EmbedderUnavailable } from "../embedding/embedder.ts";
import type { Database } from "../schema/database.ts";
import { type MaintenanceReport, maintain } from "../schema/maintain/maintain.ts";
import { countEmbeddings } from "../schema/write/embeddings.ts";

export interface FullMaintenanceReport extends MaintenanceReport {
	/**
	 * With `error` where embedding ended before its end: what is left waits for the next call. With `fellBack` where the
	 * fallback appliance did it: why the primary one did not.
	 */
	drained: DrainReport & { error?: string; fellBack?: string };
	/** How many texts wait for their vector now. */
	waiting: number;
}

export interface MaintenanceOptions extends Pick<DrainOptions, "onTokens"> {
	onProgress?: (task: string, rows: number) => void;
	budgetMs?: number;
	maxBytes?: number;
}

/** For a schedule of five minutes, which is also the time that a Lambda is given. */
export const SCHEDULED_BUDGET_MS = 240_000;

/**
 * Everything that has to be done from time to time: for the cron trigger, the command and the route. Grouping and
 * embedding come last: neither a long backlog nor a service that is away keeps tables from being cleaned. `onProgress` is told how many
 * rows a task has done so far. Where there is a budget, half of it is for tables; what is left is done by the next call.
 */
export async function runMaintenance(
	db: Database,
	embedder: Embedder,
	now: Date,
	options: MaintenanceOptions = {},
): Promise<FullMaintenanceReport> {
	const { onProgress = () => {}, budgetMs, maxBytes, onTokens } = options;
	const maintained = await maintain(db, {
		now,
		maxBytes,
		budgetMs: budgetMs && budgetMs / 2,
		onProgress: ({ name, rows }) => onProgress(name, rows),
	});
	const drained: FullMaintenanceReport["drained"] = { embedded: 0, failed: 0 };
	try {
		await catchUp(db, embedder, {
			signal: budgetMs ? AbortSignal.timeout(budgetMs / 2) : undefined,
			onTokens,
			onProgress: (report) => {
				Object.assign(drained, report);
				onProgress("embedded", report.embedded);
			},
		});
	} catch (error) {
		if (!(error instanceof EmbedderUnavailable)) throw error;
		drained.error = error.message;
	}
	const [primary, fallback] = embedder.appliances?.() ?? [];
	if (primary?.answers === false && fallback?.answers) drained.fellBack = `${primary.url} ${primary.reason}`;
	const counts = await countEmbeddings(db);
	const waiting = counts.find(({ state }) => state === "pending")?.count ?? 0;
	return { drained, waiting, ...maintained };
}
