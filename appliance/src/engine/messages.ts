import type { ModelDirectory, Precision } from "../model/modelDirectory.ts";
import type { EngineInfo } from "./engine.ts";

/** What an engine is to run, and on what. */
export interface EngineSpec {
	model: ModelDirectory;
	/** CUDA falls back to the CPU where it cannot be used. */
	provider: "cuda" | "cpu";
	/** Which GPU, by CUDA's number. */
	deviceId: number;
	/** Most tokens of one run, padding included; engineLimits has the defaults. */
	runTokens?: number;
}

/** To the model's process: first what to load, then batches to run. */
export type ToProcess = { load: EngineSpec; measured?: Measured } | { run: Int32Array[] };

/** From it: that it is ready or why it cannot be, then of each batch the vectors, one after another. */
export type FromProcess =
	| { ready: EngineInfo; measured: Measured; warmUpMs: number }
	| { failed: string }
	| { vectors: Float32Array };

/** What an earlier start found out about the model's files on the CPU, and a later one need not measure again. */
export type Measured = { precision: Precision; agreement: number | null } | null;
