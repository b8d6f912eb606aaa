import { InferenceSession, Tensor } from "onnxruntime-node";
import { bucketOf } from "./buckets.ts";
import { POOLED, pooledModel } from "./pooledModel.ts";

/** A model in memory. Its runs block the thread: it belongs into a process of its own. */
export interface Encoder {
	/** Vectors of length 1 of texts' token ids, one after another, in the texts' order. */
	encode(batch: Int32Array[]): Promise<Float32Array>;
	/** How long its largest run took. */
	warmUpMs: number;
	close(): Promise<void>;
}

export interface EncoderOptions {
	file: string;
	provider: "cuda" | "cpu";
	/** Which GPU, by CUDA's number. */
	deviceId: number;
	dimensions: number;
	maxTokens: number;
	/** Most tokens of one run, padding included: bounds the memory that runs take. */
	runTokens: number;
}

/**
 * Loads a model and runs its largest shape once, so that what follows finds its memory taken. Throws where the provider
 * is not there, does not run the model, or computes what are no numbers.
 */
export async function openEncoder(options: EncoderOptions): Promise<Encoder> {
	const { provider, deviceId, dimensions, maxTokens, runTokens } = options;
	const session = await InferenceSession.create(await pooledModel(options.file), {
		executionProviders: provider === "cuda" ? [{ name: "cuda", deviceId }, "cpu"] : ["cpu"],
		// It would keep a plan, and a block of memory as large, for each shape that ever came.
		enableMemPattern: false,
		logSeverityLevel: 3,
	});
	const encode = async (batch: Int32Array[]): Promise<Float32Array> => {
		const vectors = new Float32Array(batch.length * dimensions);
		for (let first = 0; first < batch.length; ) {
			const rows = batch.slice(first, first + rowsThatFit(batch, first, options));
			const output = await session.run(inputsOf(rows, maxTokens, session.inputNames), [POOLED]);
			normalize(output[POOLED]?.data as Float32Array | Float16Array, dimensions, vectors, first * dimensions);
			first += rows.length;
		}
		return vectors;
	};
	const rows = Math.max(1, Math.floor(runTokens / maxTokens));
	const start = performance.now();
	const warmUp = await encode(Array.from({ length: rows }, () => new Int32Array(maxTokens).fill(1)));
	if (!warmUp.every(Number.isFinite)) throw new Error("The model's vectors are no numbers.");
	return { encode, warmUpMs: performance.now() - start, close: () => session.release() };
}

/** How many texts from `first` on make one run: at least one. */
function rowsThatFit(batch: Int32Array[], first: number, { runTokens, maxTokens }: EncoderOptions): number {
	let width = 0;
	for (let at = first; at < batch.length; at++) {
		width = Math.max(width, bucketOf(batch[at]?.length ?? 0, maxTokens));
		if (width * (at - first + 1) > runTokens) return Math.max(1, at - first);
	}
	return batch.length - first;
}

function inputsOf(rows: Int32Array[], maxTokens: number, names: readonly string[]): Record<string, Tensor> {
	const width = bucketOf(Math.max(...rows.map(({ length }) => length)), maxTokens);
	const dims = [rows.length, width];
	const ids = new BigInt64Array(rows.length * width);
	const mask = new BigInt64Array(rows.length * width);
	// Ids are not negative: the lower half of an int64 holds them, and the upper stays 0.
	const [idHalves, maskHalves] = [new Int32Array(ids.buffer), new Int32Array(mask.buffer)];
	for (const [row, tokens] of rows.entries()) {
		for (let at = 0; at < tokens.length; at++) {
			idHalves[2 * (row * width + at)] = tokens[at] ?? 0;
			maskHalves[2 * (row * width + at)] = 1;
		}
	}
	const inputs: Record<string, Tensor> = {
		input_ids: new Tensor("int64", ids, dims),
		attention_mask: new Tensor("int64", mask, dims),
	};
	// Some exports have no place for what is always 0.
	if (names.includes("token_type_ids")) {
		inputs.token_type_ids = new Tensor("int64", new BigInt64Array(ids.length), dims);
	}
	return inputs;
}

/** Writes rows as vectors of length 1. */
function normalize(rows: Float32Array | Float16Array, width: number, to: Float32Array, start: number): void {
	for (let first = 0; first < rows.length; first += width) {
		let squares = 0;
		for (let at = first; at < first + width; at++) squares += (rows[at] ?? 0) ** 2;
		const length = Math.sqrt(squares);
		for (let at = first; at < first + width; at++) to[start + at] = (rows[at] ?? 0) / length;
	}
}
