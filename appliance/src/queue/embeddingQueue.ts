import { bucketOf } from "../engine/buckets.ts";
import type { Engine } from "../engine/engine.ts";
import { keepBusy } from "./keepBusy.ts";
import { keyOf, type Priority, type QueuedText } from "./queuedText.ts";
import { QueueClosed, QueueFull } from "./queueErrors.ts";
import type { QueueEvents } from "./queueEvents.ts";
import { queueLimits } from "./queueLimits.ts";
import { speedometer } from "./speedometer.ts";
import { untilAborted } from "./untilAborted.ts";
import { waitingTexts } from "./waitingTexts.ts";

export interface EmbeddingQueue {
	/**
	 * The vectors of texts, given as token ids, in their order. A text that somebody waits for already is not computed
	 * twice. Throws QueueFull or QueueClosed where it takes none of them, the signal's reason once it is aborted, after which
	 * nothing is computed for this caller, and the engine's error where that fails.
	 */
	embed(texts: Int32Array[], caller: { priority: Priority; signal: AbortSignal }): Promise<Float32Array[]>;
	/** Tokens that wait. */
	waiting(priority: Priority): number;
	/** Takes no more texts; resolves once all that it took are through. */
	drain(): Promise<void>;
}

export interface QueueOptions {
	engine: Pick<Engine, "run" | "info">;
	/** Milliseconds. */
	now: () => number;
	/** Most tokens of a batch, padding included: not less than the engine's longest text. */
	batchTokens?: number;
	/** Most tokens that wait, at any speed. */
	mostWaiting: number;
	events?: QueueEvents;
}

/** Collects the texts of many callers into batches for an engine. */
export function embeddingQueue(options: QueueOptions): EmbeddingQueue {
	const { engine, now, batchTokens, mostWaiting, events } = options;
	// A restart may find another provider.
	const budget = () => batchTokens ?? queueLimits.batchTokens[engine.info.provider];
	/** All that wait or are computed, by their keys. */
	const texts = new Map<string, QueuedText>();
	const waiting = waitingTexts(budget);
	const speed = speedometer();
	const pump = keepBusy({
		...{ engine, now, speed, events, take: waiting.take },
		isPlenty: () => waiting.tokensBefore("backlog") >= budget(),
		through: (batch) => batch.forEach(forget),
	});
	let whenEmpty: PromiseWithResolvers<void> | undefined;

	function admit(keys: string[], list: Int32Array[], priority: Priority): void {
		if (whenEmpty) throw new QueueClosed("The server is stopping.");
		const fresh = new Map(
			keys.flatMap((key, index) => (texts.has(key) ? [] : [[key, list[index]?.length ?? 0] as const])),
		);
		const tokens = fresh.size > 0 ? sum([waiting.tokensBefore(priority), ...fresh.values()]) : 0;
		const soon = Math.max(queueLimits.waitingTokens, speed.tokensPerSecond() * queueLimits.waitingSeconds);
		const room = Math.min(soon, mostWaiting);
		if (tokens > room) throw new QueueFull(Math.ceil((tokens - room) / speed.tokensPerSecond()));
		events?.shared(keys.length - fresh.size);
	}

	function join(key: string, ids: Int32Array, priority: Priority): QueuedText {
		const text = texts.get(key) ?? enqueue(key, ids, priority);
		text.callers += 1;
		if (priority === "interactive") waiting.promote(text);
		return text;
	}

	function enqueue(key: string, ids: Int32Array, priority: Priority): QueuedText {
		const result = Promise.withResolvers<Float32Array>();
		// Whoever asked may have gone.
		result.promise.catch(() => {});
		const length = bucketOf(ids.length, engine.info.maxTokens);
		const text: QueuedText = { key, ids, length, priority, since: now(), callers: 0, result };
		texts.set(key, text);
		waiting.add(text);
		return text;
	}

	function leave(text: QueuedText): void {
		text.callers -= 1;
		if (text.callers === 0 && waiting.remove(text)) forget(text);
	}

	function forget(text: QueuedText): void {
		texts.delete(text.key);
		if (texts.size === 0) whenEmpty?.resolve();
	}

	return {
		embed: async (list, { priority, signal }) => {
			signal.throwIfAborted();
			const keys = list.map(keyOf);
			admit(keys, list, priority);
			const mine = list.map((ids, index) => join(keys[index] ?? "", ids, priority));
			pump();
			try {
				return await untilAborted(Promise.all(mine.map(({ result }) => result.promise)), signal);
			} finally {
				mine.forEach(leave);
			}
		},
		waiting: waiting.tokens,
		drain: () => {
			whenEmpty ??= Promise.withResolvers();
			if (texts.size === 0) whenEmpty.resolve();
			return whenEmpty.promise;
		},
	};
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
