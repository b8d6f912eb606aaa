import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { type Engine, EngineUnavailable } from "./engine.ts";
import { engineLimits } from "./engineLimits.ts";
import type { EngineSpec, Measured } from "./messages.ts";
import { type ModelProcess, startModelProcess } from "./modelProcess.ts";

export interface EngineOptions extends EngineSpec {
	log: EngineLog;
	/** Until the model is ready, for an answer, before the first try to start again; those of engineLimits unless given. */
	startMs?: number;
	answerMs?: number;
	restartMs?: number;
}

type EngineLog = Pick<Logger, "info" | "warn" | "error">;

/**
 * Runs a model in a process of its own, and another one when that dies. Resolves when the model is warm; rejects where
 * it cannot be loaded at all.
 */
export async function startEngine({ log, ...options }: EngineOptions): Promise<Engine> {
	const {
		startMs = engineLimits.startMs,
		answerMs = engineLimits.answerMs,
		restartMs = engineLimits.restartMs,
	} = options;
	const { model, provider, deviceId, runTokens } = options;
	const closing = new AbortController();
	const launch = async (measured: Measured): Promise<ModelProcess> => {
		const spec = { model, provider, deviceId, runTokens };
		const launched = await startModelProcess({ spec, measured, startMs, answerMs, signal: closing.signal });
		tell(log, launched);
		return launched;
	};
	let running = await launch(null);
	let ready = true;
	let closed = false;
	let restarts = 0;

	/** Until it succeeds or the engine is closed. */
	const relaunch = async (reason: string, pause: number): Promise<void> => {
		restarts++;
		log.error({ reason, restarts, pauseMs: pause }, "The model's process ended; it is started again after a pause");
		try {
			await sleep(pause, undefined, { signal: closing.signal });
			running = await launch(running.measured);
			ready = true;
		} catch (error) {
			if (closed) return;
			await relaunch(error instanceof Error ? error.message : String(error), longer(pause));
		}
	};
	const supervise = async (): Promise<void> => {
		let pause = restartMs;
		while (!closed) {
			const start = performance.now();
			const reason = await running.ended;
			ready = false;
			// One that did its work for a while does not die at once of the same cause.
			if (performance.now() - start > engineLimits.restartMostMs) pause = restartMs;
			if (!closed) await relaunch(reason, pause);
			pause = longer(pause);
		}
	};
	void supervise();

	return {
		get info() {
			return running.info;
		},
		get ready() {
			return ready;
		},
		get restarts() {
			return restarts;
		},
		get pid() {
			return running.pid;
		},
		run: async (batch) => {
			if (batch.some(({ length }) => length === 0 || length > model.maxTokens)) {
				throw new RangeError(`A text has 1 to ${model.maxTokens} tokens.`);
			}
			if (closed) throw new EngineUnavailable("The model's process is closed.");
			if (!ready) throw new EngineUnavailable("The model's process is being started again.");
			const vectors = await running.run(batch);
			return batch.map((_, at) => vectors.subarray(at * model.dimensions, (at + 1) * model.dimensions));
		},
		close: async () => {
			closed = true;
			if (ready) await running.close();
			closing.abort();
		},
	};
}

const longer = (pause: number) => Math.min(2 * pause, engineLimits.restartMostMs);

function tell(log: EngineLog, { info, pid }: ModelProcess): void {
	const { fallback, agreement, precision, ...about } = info;
	log.info({ ...about, precision, pid }, "The model is ready");
	if (fallback) log.warn({ fallback }, "The model runs on the CPU though CUDA was asked for: it is many times slower");
	if (agreement !== null && precision !== "int8") {
		const { agreement: least } = engineLimits;
		log.warn({ agreement, least }, "The quantized model's vectors differ too much from fp32's: it is not used");
	}
}
