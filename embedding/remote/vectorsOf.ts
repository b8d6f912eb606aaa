import { Buffer } from "node:buffer";
import { z } from "zod";

/** An appliance's answer. One that names no model is taken to have the one that was asked for. */
export const embedReply = z.object({
	embeddings: z.array(z.union([z.base64(), z.array(z.number())])),
	model: z.string().optional(),
	tokens: z.number().nonnegative().default(0),
});
export type EmbedReply = z.infer<typeof embedReply>;

export const DIMENSIONS = 1024;

/**
 * The vectors of an answer to `count` texts, each of length 1 and 1024 numbers: shorter ones are filled up with zeros,
 * which changes no cosine. Null where all numbers are 0: that has no direction, and would be alike to nothing, or to
 * everything. A string where the answer does not hold what it should: the end of a sentence that says so.
 */
export function vectorsOf({ embeddings }: EmbedReply, count: number): (Float32Array | null)[] | string {
	if (embeddings.length !== count) return `${embeddings.length} vectors for ${count} texts`;
	const vectors: (Float32Array | null)[] = [];
	for (const embedding of embeddings) {
		const numbers = typeof embedding === "string" ? floats(embedding) : embedding;
		if (numbers.length === 0 || numbers.length > DIMENSIONS) return `a vector of ${numbers.length} numbers`;
		const length = Math.hypot(...numbers);
		if (!Number.isFinite(length)) return "a vector with a number that is none";
		vectors.push(length === 0 ? null : unit(numbers, length));
	}
	return vectors;
}

/** 32-bit, little-endian. */
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
