import { Buffer } from "node:buffer";
import { z } from "zod";

/** An answer of `POST /v1/embeddings`, with what Vagus reads of it. https://platform.openai.com/docs/api-reference/embeddings */
export const embeddingsReply = z.object({
	model: z.string(),
	data: z.array(z.object({ index: z.number().int(), embedding: z.union([z.base64(), z.array(z.number())]) })),
	usage: z.object({ prompt_tokens: z.number().nonnegative() }).optional(),
});
export type EmbeddingsReply = z.infer<typeof embeddingsReply>;

export const DIMENSIONS = 1024;

/**
 * The vectors of an answer to `count` texts in the texts' order, each of length 1 and 1024 numbers: shorter ones are filled
 * up with zeros, which changes no cosine. Null where all numbers are 0: that has no direction, and would be alike to
 * nothing, or to everything. A string where the answer does not hold what it should: the end of a sentence that says so.
 */
export function vectorsOf({ data }: EmbeddingsReply, count: number): (Float32Array | null)[] | string {
	if (data.length !== count) return `${data.length} vectors for ${count} texts`;
	const vectors: (Float32Array | null | undefined)[] = Array(count).fill(undefined);
	for (const { index, embedding } of data) {
		const numbers = typeof embedding === "string" ? floats(embedding) : embedding;
		if (numbers.length === 0 || numbers.length > DIMENSIONS) return `a vector of ${numbers.length} numbers`;
		const length = Math.hypot(...numbers);
		if (!Number.isFinite(length)) return "a vector with a number that is none";
		if (index < 0 || index >= count || vectors[index] !== undefined) return "two vectors of one text";
		vectors[index] = length === 0 ? null : unit(numbers, length);
	}
	return vectors as (Float32Array | null)[];
}

/** Little-endian, as OpenAI sends them. */
function floats(base64: string): Float32Array {
	const bytes = Buffer.from(base64, "base64");
	// A copy: floats must begin at a multiple of four, which bytes of a pool need not.
	return new Float32Array(Uint8Array.from(bytes).buffer, 0, Math.floor(bytes.length / 4));
}

function unit(numbers: ArrayLike<number>, length: number): Float32Array {
	const vector = new Float32Array(DIMENSIONS);
	for (let index = 0; index < numbers.length; index += 1) vector[index] = (numbers[index] ?? 0) / length;
	return vector;
}
