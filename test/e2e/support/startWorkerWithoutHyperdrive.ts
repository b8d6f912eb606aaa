import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { experimental_readRawConfig, unstable_startWorker } from "wrangler";
import { startWebSocketProxy } from "../../support/webSocketProxy.ts";
import { keepWranglerOffline } from "./keepWranglerOffline.ts";
import { type Program, ROOT, SETTINGS } from "./program.ts";
import { workerBundle } from "./workerBundle.ts";

/**
 * The Worker of `wrangler.toml` without its Hyperdrive block, in workerd, with DATABASE_URL instead: over Neon's driver
 * and a WebSocket.
 */
export async function startWorkerWithoutHyperdrive(databaseUrl: string): Promise<Program> {
	keepWranglerOffline();
	const target = new URL(databaseUrl);
	const proxy = await startWebSocketProxy(target.hostname, Number(target.port));
	const folder = await mkdtemp(join(tmpdir(), "vagus-worker-"));
	const { rawConfig } = experimental_readRawConfig({ config: join(ROOT, "wrangler.toml") });
	const { hyperdrive: _dropped, ...config } = rawConfig;
	const file = join(folder, "wrangler.json");
	await writeFile(file, JSON.stringify({ ...config, main: join(ROOT, "test/e2e/support/neonWorker.ts") }));
	// Bundled before: started with a bundle that fails, a Worker never answers.
	const bundle = await workerBundle(file);
	await writeFile(file, JSON.stringify({ ...config, main: join(bundle.folder, "neonWorker.js"), no_bundle: true }));
	const secrets = { ...SETTINGS, DATABASE_URL: databaseUrl, WEB_SOCKET_PROXY: proxy.address };
	// Not the test harness: what a Worker asks of other servers goes through `fetch` there, which opens no WebSocket.
	const worker = await unstable_startWorker({
		config: file,
		bindings: Object.fromEntries(
			Object.entries(secrets).map(([name, value]) => [name, { type: "secret_text" as const, value }]),
		),
		build: { nodejsCompatMode: "v2" },
		dev: {
			server: { hostname: "127.0.0.1", port: 0 },
			watch: false,
			persist: false,
			inspector: false,
			logLevel: "none",
		},
	});
	await worker.ready;
	const url = await worker.url;
	return {
		url: url.origin,
		runSchedule: async () => {
			const response = await fetch(`${url.origin}/cdn-cgi/handler/scheduled`);
			if (!response.ok) throw new Error(`The scheduled event ended with ${await response.text()}.`);
		},
		stop: async () => {
			await worker.dispose();
			await proxy.close();
			await bundle.remove();
			await rm(folder, { recursive: true, force: true });
		},
	};
}
