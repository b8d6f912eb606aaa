import { LEXICAL_MODEL, lexicalVector } from "../core/lexical/lexicalVector.ts";
import type { Embedder } from "./embedder.ts";

/** The built-in embedder, for when no model is there: finds near-duplicates of a text, not paraphrases. */
export const lexicalEmbedder: Embedder = {
	model: LEXICAL_MODEL,
	dimensions: 1024,
	semantic: false,
	// Few, so that the embedded database, which does one thing at a time, is soon free for requests.
	batchSize: 64,
	embed: async (texts) => ({ vectors: texts.map(lexicalVector), tokens: 0 }),
};
