import type { Embedder, Purpose } from "./embedder.ts";
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
	return {
		model,
		dimensions: DIMENSIONS,
		semantic: true,
		// What the appliance takes.
		batchSize: 32,
		embed: (texts, purpose) => {
			const budget = purpose === "query" ? budgets.query : passageBudget;
			return askAppliances(appliances, { model, texts, purpose }, { budget });
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
