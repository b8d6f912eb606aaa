import { z } from "zod";
import { type Embedder, EmbedderUnavailable } from "./embedder.ts";

/** A CPU takes this long for 32 long texts; less than the lease on them. */
const TIMEOUT_MS = 45_000;
const MODEL = "BAAI/bge-large-en-v1.5";

/** What BGE asks to be put before a query; passages go as they are. https://huggingface.co/BAAI/bge-large-en-v1.5 */
const QUERY_INSTRUCTION = "Represent this sentence for searching relevant passages: ";

const reply = z.object({ embeddings: z.array(z.array(z.number()).length(1024)) });

/** Texts to vectors by an appliance's `POST /v1/embed`. */
export function remoteEmbedder({ url, key }: { url: string; key?: string }): Embedder {
	const endpoint = new URL("v1/embed", url.endsWith("/") ? url : `${url}/`);
	return {
		model: MODEL,
		dimensions: 1024,
		semantic: true,
		// What the appliance takes.
		batchSize: 32,
		embed: async (texts, purpose) => {
			const prefix = purpose === "query" ? QUERY_INSTRUCTION : "";
			const answer = await post(endpoint, key, { texts: texts.map((text) => prefix + text), normalize: true });
			const { success, data } = reply.safeParse(answer);
			if (!success) throw new EmbedderUnavailable("The embedding service's answer holds no vectors of 1024 numbers.");
			const { embeddings } = data;
			if (embeddings.length !== texts.length) {
				throw new EmbedderUnavailable(
					`The embedding service answered ${embeddings.length} vectors for ${texts.length} texts.`,
				);
			}
			// Zeros have no direction: they would be alike to nothing, or to everything.
			return embeddings.map((vector) => (vector.some((number) => number !== 0) ? Float32Array.from(vector) : null));
		},
	};
}

async function post(endpoint: URL, key: string | undefined, body: object): Promise<unknown> {
	let response: Response;
	try {
		response = await fetch(endpoint, {
			method: "POST",
			headers: { "content-type": "application/json", ...(key && { authorization: `Bearer ${key}` }) },
			body: JSON.stringify(body),
			signal: AbortSignal.timeout(TIMEOUT_MS),
		});
		if (response.ok) return await response.json();
	} catch (error) {
		throw new EmbedderUnavailable(`The embedding service cannot be used: ${reasonOf(error)}`, { cause: error });
	}
	await response.body?.cancel();
	const answered = `The embedding service answered ${response.status}.`;
	throw REFUSALS.has(response.status) ? new Error(answered) : new EmbedderUnavailable(answered);
}

/** What is answered to texts that it will never take; a wrong key or path is no fault of the texts. */
const REFUSALS = new Set([400, 413, 422]);

/** A failed fetch says why in its cause. */
function reasonOf(error: unknown): string {
	if (error instanceof Error && error.cause) return reasonOf(error.cause);
	return error instanceof Error ? error.message || ("code" in error ? String(error.code) : error.name) : String(error);
}
