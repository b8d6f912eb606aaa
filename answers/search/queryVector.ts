import type { Embedder } from "../../embedding/embedder.ts";

/** The query's vector; null where it holds nothing to embed, or where the model does not answer in time. */
export async function queryVector(embedder: Embedder, query: string): Promise<Float32Array | null | "unavailable"> {
	try {
		const { vectors } = await embedder.embed([query], "query");
		return vectors[0] ?? null;
	} catch {
		return "unavailable";
	}
}
