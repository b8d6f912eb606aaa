import { expect, it } from "vitest";
import { leastSimilarity } from "../../core/groups/nearThresholds.ts";
import { lexicalEmbedder } from "../../embedding/lexicalEmbedder.ts";
import { precisionAndRecall, type ScoredPair, scorePairs } from "./nearScores.ts";

const least = leastSimilarity(lexicalEmbedder.model) ?? 1;
const near = ({ similarity }: ScoredPair) => similarity >= least;

it("merges no two errors of the labelled pairs into one, and half of those that are one", async () => {
	const scored = await scorePairs(lexicalEmbedder);
	expect(scored.filter(({ same }) => same).length).toBeGreaterThanOrEqual(50);
	expect(scored.filter(({ same }) => !same).length).toBeGreaterThanOrEqual(80);
	const merged = (pair: ScoredPair) => pair.mayBeOne && near(pair);
	expect(scored.filter((pair) => !pair.same && merged(pair))).toEqual([]);
	expect(precisionAndRecall(scored, merged).recall).toBeGreaterThanOrEqual(0.5);
});

it("would merge many by distance alone, wherever the threshold lies", async () => {
	const scored = await scorePairs(lexicalEmbedder);
	expect(precisionAndRecall(scored, near).precision).toBeLessThan(0.9);
});
