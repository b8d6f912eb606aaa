import { z } from "zod";
import type { Embedder } from "./embedder.ts";

const TIMEOUT_MS = 10_000;
const MODEL = "BAAI/bge-large-en-v1.5";

/** What BGE asks to be put before a query; passages go as they are. https://huggingface.co/BAAI/bge-large-en-v1.5 */
const QUERY_INSTRUCTION = "Represent this sentence for searching relevant passages: ";

const reply = z.object({ embeddings: z.array(z.array(z.number()).length(1024)) });

/** Texts to vectors by an appliance's `POST /v1/embed`. */
export function remoteEmbedder({ url, key }: { url: string; key?: string }): Embedder {
	return {
		model: MODEL,
		dimensions: 1024,
		semantic: true,
		embed: async (texts, purpose) => {
			const prefix = purpose === "query" ? QUERY_INSTRUCTION : "";
			const response = await fetch(new URL("/v1/embed", url), {
				method: "POST",
				headers: { "content-type": "application/json", ...(key && { authorization: `Bearer ${key}` }) },
				body: JSON.stringify({ texts: texts.map((text) => prefix + text), normalize: true }),
				signal: AbortSignal.timeout(TIMEOUT_MS),
			});
			if (!response.ok) throw new Error(`The embedding service answered ${response.status}.`);
			const { embeddings } = reply.parse(await response.json());
			if (embeddings.length !== texts.length) {
				throw new Error(`The embedding service answered ${embeddings.length} vectors for ${texts.length} texts.`);
			}
			return embeddings.map((vector) => Float32Array.from(vector));
		},
	};
}
