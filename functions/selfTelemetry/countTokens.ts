import type { SelfMetrics } from "./selfMetrics.ts";

/** Counts what the model's work has cost, by service. */
export function countTokens({ tokens }: SelfMetrics): (byService: ReadonlyMap<string, number>) => void {
	return (byService) => {
		for (const [service, count] of byService) tokens.add(count, { service });
	};
}
