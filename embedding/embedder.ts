/** Turns texts into vectors whose cosine similarity says how alike the texts are. */
export interface Embedder {
	/** Stored with each vector; vectors of two models are never compared. */
	readonly model: string;
	readonly dimensions: 1024;
	/** Whether it finds texts that mean the same in other words. Where not, ranking leans on the lexical lists. */
	readonly semantic: boolean;
	/**
	 * One vector of length 1 for each text, in their order; null where a text holds nothing to embed. A query may be
	 * embedded otherwise than the passages it is to find. Throws where the model cannot be reached.
	 */
	embed(texts: string[], purpose: "query" | "passage"): Promise<(Float32Array | null)[]>;
}
