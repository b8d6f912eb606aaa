import type { ApplianceName } from "../../embedding/embedder.ts";
import { chooseEmbedder } from "../../functions/chooseEmbedder.ts";
import type { Settings } from "../../functions/environment.ts";
import type { Finding } from "./finding.ts";

/** Whether each of the appliances answers that are given, else that there is none. */
export async function checkEmbedder(settings: Settings): Promise<Finding[]> {
	const { VAGUS_EMBEDDINGS_URL: primary, VAGUS_EMBEDDINGS_FALLBACK_URL: fallback } = settings;
	if (!primary) {
		const found = `${chooseEmbedder(settings).model}, built in: finds near-duplicates, not paraphrases`;
		return [{ check: "embedder", state: "ok", found }];
	}
	const findings = [await checkAppliance("primary", primary, settings)];
	if (fallback) findings.push(await checkAppliance("fallback", fallback, settings));
	if (findings.every(({ state }) => state === "broken")) return findings;
	// One of them is enough.
	return findings.map((finding) => (finding.state === "broken" ? { ...finding, state: "warning" } : finding));
}

async function checkAppliance(name: ApplianceName, url: string, settings: Settings): Promise<Finding> {
	const check = CHECKS[name];
	const embedder = chooseEmbedder({
		...settings,
		VAGUS_EMBEDDINGS_URL: url,
		VAGUS_EMBEDDINGS_FALLBACK_URL: undefined,
	});
	const startedAt = performance.now();
	try {
		await embedder.embed(["connection refused"], "query");
	} catch (error) {
		const reason = embedder.appliances?.()[0]?.reason ?? (error as Error).message;
		return { check, state: "broken", found: `${url} ${reason}`, advice: ADVICE };
	}
	const took = Math.round(performance.now() - startedAt);
	return { check, state: "ok", found: `${embedder.model} at ${url}, ${took} ms` };
}

const CHECKS: Record<ApplianceName, string> = { primary: "embedder", fallback: "fallback" };

const ADVICE =
	"Check that it runs, its address (VAGUS_EMBEDDINGS_URL, VAGUS_EMBEDDINGS_FALLBACK_URL), VAGUS_EMBEDDINGS_KEY, and CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET where it is behind Cloudflare Access. While none answers, texts wait.";
