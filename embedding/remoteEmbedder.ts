import { type Embedder, EmbedderUnavailable, type Purpose } from "./embedder.ts";
import type { Address } from "./remote/applianceFetch.ts";
import { applianceHealth } from "./remote/applianceHealth.ts";
import { type Appliance, askAppliances } from "./remote/askAppliances.ts";
import { DIMENSIONS } from "./remote/vectorsOf.ts";

/** Longest that a call takes, in milliseconds, with all its tries. */
export const budgets: Record<Purpose, number> = {
	// A person waits: the lexical lists answer without it.
	query: 2_000,
	// A CPU takes 30 seconds for 32 long texts; the lease on them is a minute.
	passage: 50_000,
};

/** What an appliance takes at once. */
const MOST_TEXTS = 32;

/**
 * Texts to vectors by appliances that all serve `model`, the primary one and one that stands in for it: while the primary
 * fails the next one is asked, and once it answers again, it. What is known of each is known to this embedder alone, which
 * a process therefore has one of.
 */
export function remoteEmbedder({
	addresses,
	model,
	passageBudget = budgets.passage,
}: {
	addresses: readonly Address[];
	model: string;
	passageBudget?: number;
}): Embedder {
	const appliances = addresses.map((address): Appliance => ({ address, health: applianceHealth() }));
	let batchSize = MOST_TEXTS;
	return {
		model,
		dimensions: DIMENSIONS,
		semantic: true,
		get batchSize() {
			return batchSize;
		},
		embed: async (texts, purpose) => {
			if (purpose === "query") return askAppliances(appliances, { model, texts, purpose }, { budget: budgets.query });
			try {
				const embedded = await askAppliances(appliances, { model, texts, purpose }, { budget: passageBudget });
				batchSize = Math.min(MOST_TEXTS, batchSize * 2);
				return embedded;
			} catch (error) {
				// Fewer may be done in the time that there is, or leave out the one that the appliance dies of.
				if (error instanceof EmbedderUnavailable) batchSize = Math.max(1, batchSize / 2);
				throw error;
			}
		},
		appliances: () =>
			appliances.map(({ address: { url }, health: { answers, reason } }, index) => ({
				name: index === 0 ? "primary" : "fallback",
				url,
				answers,
				reason,
			})),
	};
}
