/** A model that turns token ids into vectors, and where it runs. */
export interface Engine {
	/** Of the process that runs, or ran last: a restart may find that CUDA is gone. */
	readonly info: EngineInfo;
	/** Whether the model's process answers; false while it is started again. */
	readonly ready: boolean;
	/** How often its process was started again. */
	readonly restarts: number;
	/** Its process. */
	readonly pid: number;
	/**
	 * Token ids of each text, special tokens included, none longer than `info.maxTokens`; one vector of length 1 and
	 * `info.dimensions` numbers for each, in their order. Throws EngineUnavailable where the model's process died
	 * meanwhile or is still starting: the same call may succeed later.
	 */
	run(batch: Int32Array[]): Promise<Float32Array[]>;
	/** Lets a running batch end, then ends the process. */
	close(): Promise<void>;
}

export interface EngineInfo {
	/** As clients see it, such as BAAI/bge-large-en-v1.5. */
	model: string;
	dimensions: number;
	maxTokens: number;
	provider: "cuda" | "cpu";
	/** Of the numbers that the model computes with. */
	precision: "fp32" | "fp16" | "int8";
	/** What the provider runs on, with its memory. */
	device: string;
	/** Why it runs on the CPU though CUDA was asked for; null where it does what was asked for. */
	fallback: string | null;
	/** On the CPU, where there is a quantized file: the least cosine similarity of its vectors to those of fp32. */
	agreement: number | null;
}

export class EngineUnavailable extends Error {
	override readonly name = "EngineUnavailable";
}
