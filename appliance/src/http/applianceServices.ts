import type { Logger } from "pino";
import type { SeenNonces } from "../../../core/signature/seenNonces.ts";
import type { SigningKey } from "../../../core/signature/signingKeys.ts";
import type { Engine } from "../engine/engine.ts";
import type { ApplianceMetrics } from "../metrics/applianceMetrics.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import type { EmbeddingQueue } from "../queue/embeddingQueue.ts";

/** What the routes work with. */
export interface ApplianceServices {
	/** Requests signed with any of them are taken. */
	keys: readonly SigningKey[];
	seen: SeenNonces;
	/** Null until it is loaded and warm. */
	model: LoadedModel | null;
	/** Null where chats are passed on to nobody. */
	vllm: Vllm | null;
	/** True once the process is to end: it takes no more work. */
	stopping: boolean;
	metrics: ApplianceMetrics;
	log: ApplianceLog;
	/** Milliseconds since 1970. */
	now(): number;
}

export type ApplianceLog = Pick<Logger, "info" | "warn" | "error">;

export interface LoadedModel {
	engine: Engine;
	tokenizer: Tokenizer;
	queue: EmbeddingQueue;
}

export interface Vllm {
	url: string;
	/** Sent as a bearer token, where vLLM was started with one. */
	apiKey?: string;
	/** Most chats at the same time. */
	chats: number;
}
