import { mayBeOneError } from "../../core/groups/mayBeOneError.ts";
import { contentOf } from "../../core/templates/logContent.ts";
import type { Embedder } from "../../embedding/embedder.ts";
import { pairs } from "./pairs.ts";

/** A pair with what is known of it before anyone has looked. */
export interface ScoredPair {
	one: string;
	other: string;
	same: boolean;
	/** Cosine similarity. */
	similarity: number;
	/** Whether their words and types allow them to be one error. */
	mayBeOne: boolean;
}

/** Every pair, as this embedder sees it. */
export async function scorePairs({ embed, batchSize }: Embedder): Promise<ScoredPair[]> {
	const texts = pairs.flatMap(({ one, other }) => [one, other].map((text) => contentOf("log", text).content));
	const vectors: (Float32Array | null)[] = [];
	for (let at = 0; at < texts.length; at += batchSize) {
		vectors.push(...(await embed(texts.slice(at, at + batchSize), "passage")).vectors);
	}
	return pairs.map(({ same }, index) => {
		const [one = "", other = ""] = texts.slice(2 * index);
		const similarity = cosine(vectors[2 * index], vectors[2 * index + 1]);
		return { one, other, same, similarity, mayBeOne: mayBeOneError(one, other) };
	});
}

/** Of two vectors of length 1. */
function cosine(a: Float32Array | null | undefined, b: Float32Array | null | undefined): number {
	return a && b ? a.reduce((sum, number, index) => sum + number * (b[index] ?? 0), 0) : 0;
}

/** Of the pairs that are merged the share that is one error, and of those that are one the share that is merged. */
export function precisionAndRecall(scored: ScoredPair[], merged: (pair: ScoredPair) => boolean) {
	const right = scored.filter((pair) => pair.same && merged(pair)).length;
	return {
		precision: right / Math.max(1, scored.filter(merged).length),
		recall: right / scored.filter(({ same }) => same).length,
	};
}
