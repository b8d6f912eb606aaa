import { createTestHarness, type TestHarness } from "wrangler";
import { type Program, ROOT, SETTINGS } from "./program.ts";
import { workerBundle } from "./workerBundle.ts";

export interface WorkerProgram extends Program {
	/** What would be uploaded: `worker.js`, `bundle-meta.json`. */
	folder: string;
	/** Everything that it has logged. */
	logs: TestHarness["getLogs"];
}

/** The Worker of `wrangler.toml` as it would be uploaded, in workerd, its HYPERDRIVE binding on this database. */
export async function startWorker(databaseUrl: string): Promise<WorkerProgram> {
	const bundle = await workerBundle();
	const harness = createTestHarness({
		root: ROOT,
		workers: [{ configPath: "wrangler.toml", prebuiltWorkerDir: bundle.folder, secrets: SETTINGS }],
	});
	// Read when the harness starts: https://developers.cloudflare.com/hyperdrive/configuration/local-development/
	process.env.CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_HYPERDRIVE = databaseUrl;
	const { url } = await harness.listen();
	return {
		url: url.origin,
		folder: bundle.folder,
		logs: harness.getLogs,
		runSchedule: async () => {
			const { outcome } = await harness.getWorker().scheduled({ cron: "*/5 * * * *" });
			if (outcome !== "ok") throw new Error(`It ended with ${outcome}: ${JSON.stringify(harness.getLogs())}`);
		},
		stop: async () => {
			await harness.close();
			await bundle.remove();
		},
	};
}
