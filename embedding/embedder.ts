/** Turns texts into vectors whose cosine similarity says how alike the texts are. */
export interface Embedder {
	/** Stored with each vector; vectors of two models are never compared. */
	readonly model: string;
	readonly dimensions: 1024;
	/** Whether it finds texts that mean the same in other words. Where not, ranking leans on the lexical lists. */
	readonly semantic: boolean;
	/** Most texts of one call. */
	readonly batchSize: number;
	/**
	 * One vector of length 1 for each text, in their order; null where a text holds nothing to embed. A query may be
	 * embedded otherwise than the passages it is to find, and is given up soon: a person waits. Throws EmbedderUnavailable
	 * where the model cannot be reached or used now, and any other error where it refuses these texts.
	 */
	embed(texts: string[], purpose: Purpose): Promise<Embedded>;
	/** What this process knows of the services behind it, the one that is asked first at the head; missing where it has none. */
	appliances?(): ApplianceState[];
}

export type Purpose = "query" | "passage";

export interface Embedded {
	vectors: (Float32Array | null)[];
	/** That the model has counted; 0 where it counts none. */
	tokens: number;
}

export interface ApplianceState {
	name: ApplianceName;
	url: string;
	/** Whether it answered when it was last asked; null where it has not been. */
	answers: boolean | null;
	/** Why it does not answer. */
	reason: string | null;
}

export type ApplianceName = "primary" | "fallback";

/** The texts are not at fault: the same call may succeed later. The message is for the operator. */
export class EmbedderUnavailable extends Error {
	override readonly name = "EmbedderUnavailable";
}
