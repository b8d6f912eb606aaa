import { createTestHarness, type TestHarness, type TestHarnessOptions } from "wrangler";
import { type Program, ROOT, SETTINGS } from "./program.ts";
import { workerBundle } from "./workerBundle.ts";

export interface WorkerProgram extends Program {
	/** What would be uploaded: `worker.js`, `bundle-meta.json`. */
	folder: string;
	/** Everything that it has logged. */
	logs: TestHarness["getLogs"];
	/** Workers and their bindings, by the Worker's name. */
	worker: TestHarness["getWorker"];
}

export interface WorkerOptions {
	/** Instead of `wrangler.toml`. */
	config?: string;
	/** Further ones. */
	settings?: Record<string, string>;
	/** Besides the settings that each program is started with. */
	variables?: Record<string, string>;
	/** Workers that run in the same workerd. */
	beside?: TestHarnessOptions["workers"];
}

/** The Worker of `wrangler.toml` as it would be uploaded, in workerd, its HYPERDRIVE binding on this database. */
export async function startWorker(databaseUrl: string, options: WorkerOptions = {}): Promise<WorkerProgram> {
	const { config, settings, beside = [] } = options;
	const bundle = await workerBundle(config);
	const harness = createTestHarness({
		root: ROOT,
		workers: [
			{
				configPath: config ?? "wrangler.toml",
				prebuiltWorkerDir: bundle.folder,
				secrets: { ...SETTINGS, ...settings },
			},
			...beside,
		],
	});
	// Read when the harness starts: https://developers.cloudflare.com/hyperdrive/configuration/local-development/
	process.env.CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_HYPERDRIVE = databaseUrl;
	const { url } = await harness.listen();
	return {
		url: url.origin,
		folder: bundle.folder,
		logs: harness.getLogs,
		worker: harness.getWorker,
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
