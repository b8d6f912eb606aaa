import { LEXICAL_MODEL } from "../lexical/lexicalVector.ts";

/**
 * From which cosine similarity on two contents are near enough to be one error, by the model of their vectors: measured by
 * `node test/bench/nearErrors.ts`, and chosen for precision.
 */
const LEAST_SIMILARITY: Record<string, number> = {
	[LEXICAL_MODEL]: 0.9,
};

/** The least similarity of one error's contents by this model; null where none was measured. */
export function leastSimilarity(model: string): number | null {
	return LEAST_SIMILARITY[model] ?? null;
}
