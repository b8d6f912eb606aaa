import { chooseEmbedder } from "../../functions/chooseEmbedder.ts";
import type { Settings } from "../../functions/environment.ts";
import type { Finding } from "./finding.ts";

/** Whether the embedding service answers, where one is given. */
export async function checkEmbedder(settings: Settings): Promise<Finding> {
	const check = "embedder";
	const embedder = chooseEmbedder(settings);
	if (!settings.VAGUS_EMBEDDINGS_URL) {
		return { check, state: "ok", found: `${embedder.model}, built in: finds near-duplicates, not paraphrases` };
	}
	const startedAt = performance.now();
	try {
		await embedder.embed(["connection refused"], "query");
	} catch (error) {
		const { message, cause } = error as Error & { cause?: { code?: string } };
		return {
			check,
			state: "broken",
			found: `${settings.VAGUS_EMBEDDINGS_URL}: ${cause?.code ?? message}`,
			advice: "Check VAGUS_EMBEDDINGS_URL and VAGUS_EMBEDDINGS_KEY, and that the service runs. Meanwhile texts wait.",
		};
	}
	const took = Math.round(performance.now() - startedAt);
	return { check, state: "ok", found: `${embedder.model} at ${settings.VAGUS_EMBEDDINGS_URL}, ${took} ms` };
}
