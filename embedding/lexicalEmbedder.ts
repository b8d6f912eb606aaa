import { LEXICAL_MODEL, lexicalVector } from "../core/lexical/lexicalVector.ts";
import type { Embedder } from "./embedder.ts";

/** The built-in embedder, for when no model is there: finds near-duplicates of a text, not paraphrases. */
export const lexicalEmbedder: Embedder = {
	model: LEXICAL_MODEL,
	dimensions: 1024,
	semantic: false,
	// Some 10 ms of computing, during which nothing else runs.
	batchSize: 256,
	embed: async (texts) => texts.map(lexicalVector),
};
