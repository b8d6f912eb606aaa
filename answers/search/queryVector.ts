import type { Embedder } from "../../embedding/embedder.ts";

/** The query's vector; null where it holds nothing to embed, or where the model does not answer in time. */
export async function queryVector(embedder: Embedder, query: string): Promise<Float32Array | null | "unavailable"> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<"unavailable">((resolve) => {
		timer = setTimeout(() => resolve("unavailable"), PATIENCE_MS);
	});
	const vector = embedder.embed([query], "query").then(
		([first]) => first ?? null,
		() => "unavailable" as const,
	);
	const first = await Promise.race([vector, late]);
	clearTimeout(timer);
	return first;
}

/** A person waits: the lexical lists answer without it. */
const PATIENCE_MS = 2_000;
