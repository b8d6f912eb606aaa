import { setTimeout as sleep } from "node:timers/promises";
import { seenNonces } from "../../../core/signature/seenNonces.ts";
import { applianceApp } from "../http/applianceApp.ts";
import type { ApplianceLog, ApplianceServices } from "../http/applianceServices.ts";
import { metricRoutes } from "../http/routes/metrics.ts";
import { applianceMetrics } from "../metrics/applianceMetrics.ts";
import type { Settings } from "../settings/settings.ts";
import { listen } from "./listen.ts";
import { loadModel } from "./loadModel.ts";

export interface Appliance {
	url: string;
	/** Where a scraper finds the metrics without a key; null where it does not. */
	metricsUrl: string | null;
	/** Resolves when the model is warm; rejects where it cannot be used. */
	ready: Promise<void>;
	/** Takes no more work, finishes what it took within `graceMs`, and ends. */
	close(graceMs?: number): Promise<void>;
}

/** Below what a supervisor waits before it kills: let that be half a minute. */
const GRACE_MS = 25_000;

/** Listens at once, and is ready later. */
export async function startAppliance(settings: Settings, log: ApplianceLog): Promise<Appliance> {
	const metrics = applianceMetrics();
	const startedAt = Date.now();
	const { HOST: host, PORT: port, METRICS_PORT: metricsPort, VLLM_URL: url, VLLM_API_KEY: apiKey } = settings;
	const services: ApplianceServices = {
		...{ metrics, log, model: null, stopping: false, now: Date.now },
		keys: settings.VAGUS_APPLIANCE_KEYS,
		// What an earlier process accepted it has forgotten.
		seen: seenNonces({ since: startedAt / 1000 }),
		vllm: url ? { url, apiKey, chats: settings.VLLM_CHATS } : null,
	};
	const app = applianceApp(services);
	const listener = await listen({ fetch: app.fetch, host, port });
	const scraped =
		metricsPort === undefined ? null : await listen({ fetch: metricRoutes(services).fetch, host, port: metricsPort });
	const load = async () => {
		// Signatures of the second in which it started are not taken.
		const [model] = await Promise.all([loadModel(settings, metrics, log), sleep(1000 - (startedAt % 1000))]);
		services.model = model;
	};
	return {
		url: listener.url,
		metricsUrl: scraped && `${scraped.url}/metrics`,
		ready: load(),
		close: async (graceMs = GRACE_MS) => {
			services.stopping = true;
			const over = sleep(graceMs, undefined, { ref: false });
			// Meanwhile it says to others that it is stopping.
			await Promise.race([services.model?.queue.drain(), over]);
			await Promise.all([listener.close(over), scraped?.close(over)]);
			await services.model?.engine.close();
		},
	};
}
