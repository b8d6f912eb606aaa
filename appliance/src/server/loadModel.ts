import { startEngine } from "../engine/startEngine.ts";
import type { ApplianceLog, LoadedModel } from "../http/applianceServices.ts";
import type { ApplianceMetrics } from "../metrics/applianceMetrics.ts";
import { fetchModel } from "../model/fetchModel.ts";
import { openModelDirectory } from "../model/modelDirectory.ts";
import { showProgress } from "../model/showProgress.ts";
import { loadTokenizer } from "../model/tokenizer.ts";
import { embeddingQueue } from "../queue/embeddingQueue.ts";
import type { Settings } from "../settings/settings.ts";

/** Fetches the model where it is not here yet, and starts what computes with it. Resolves when it is warm. */
export async function loadModel(
	settings: Settings,
	metrics: ApplianceMetrics,
	log: ApplianceLog,
): Promise<LoadedModel> {
	const {
		VAGUS_APPLIANCE_MODEL: name,
		VAGUS_APPLIANCE_PROVIDER: provider,
		VAGUS_APPLIANCE_DEVICE: deviceId,
	} = settings;
	const progress = showProgress(process.stderr, log);
	const directory =
		settings.VAGUS_APPLIANCE_MODEL_DIR ??
		(await fetchModel({ name, provider, cacheDir: settings.VAGUS_APPLIANCE_CACHE_DIR, progress }));
	const model = await openModelDirectory(directory, name);
	const tokenizer = await loadTokenizer(model);
	const engine = await startEngine({ model, provider, deviceId, log });
	const mostWaiting = settings.VAGUS_APPLIANCE_WAITING_TOKENS;
	const queue = embeddingQueue({ engine, now: () => performance.now(), mostWaiting, events: metrics.queue });
	metrics.watchModel(engine, queue);
	return { engine, tokenizer, queue };
}
