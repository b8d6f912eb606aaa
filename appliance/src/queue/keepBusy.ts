import type { Engine } from "../engine/engine.ts";
import { paddedTokens } from "./formBatch.ts";
import type { QueuedText } from "./queuedText.ts";
import type { QueueEvents } from "./queueEvents.ts";
import { queueLimits } from "./queueLimits.ts";
import type { Speedometer } from "./speedometer.ts";

export interface Work {
	engine: Pick<Engine, "run">;
	/** The next batch; empty where nothing waits. */
	take(): QueuedText[];
	/** Whether a batch that is taken now is as full as it can be. */
	isPlenty(): boolean;
	/** Called when a batch is through, before its texts get their results. */
	through(batch: QueuedText[]): void;
	/** Milliseconds. */
	now(): number;
	speed: Speedometer;
	events?: QueueEvents;
}

/**
 * A function to call whenever there may be work: it hands the engine one batch, and a second one beforehand where there is
 * plenty and the first is soon through, so that the engine never waits for this process.
 */
export function keepBusy({ engine, take, isPlenty, through, now, speed, events }: Work): () => void {
	let running = 0;
	let runningUntil = 0;

	function pump(): void {
		while (running === 0 || (running === 1 && isPlenty() && runningUntil - now() <= queueLimits.prefetchMs)) {
			const batch = take();
			if (batch.length === 0) return;
			run(batch);
		}
	}

	function run(batch: QueuedText[]): void {
		const start = now();
		const tokens = batch.reduce((sum, { ids }) => sum + ids.length, 0);
		for (const { since, priority } of batch) events?.waited((start - since) / 1000, priority);
		running += 1;
		runningUntil = Math.max(start, runningUntil) + (tokens / speed.tokensPerSecond()) * 1000;
		engine.run(batch.map(({ ids }) => ids)).then(
			(vectors) => {
				const end = now();
				speed.measure(tokens, start, end);
				events?.computed({ texts: batch.length, tokens, padded: paddedTokens(batch), seconds: (end - start) / 1000 });
				finish(batch, () => deliver(batch, vectors));
			},
			(error) => finish(batch, () => fail(batch, error)),
		);
	}

	function finish(batch: QueuedText[], settle: () => void): void {
		running -= 1;
		if (running === 0) runningUntil = 0;
		through(batch);
		// First: the engine is not to wait until answers are written.
		pump();
		settle();
	}

	return pump;
}

function deliver(batch: QueuedText[], vectors: Float32Array[]): void {
	for (const [index, { result }] of batch.entries()) {
		const vector = vectors[index];
		if (vector) result.resolve(vector);
		else result.reject(new Error(`The engine gave ${vectors.length} vectors for ${batch.length} texts.`));
	}
}

function fail(batch: QueuedText[], error: unknown): void {
	for (const { result } of batch) result.reject(error);
}
