import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Engine, type EngineInfo, EngineUnavailable } from "../engine/engine.ts";
import { embeddingQueue } from "./embeddingQueue.ts";
import { paddedTokens } from "./formBatch.ts";
import type { Priority } from "./queuedText.ts";
import { QueueClosed, QueueFull } from "./queueErrors.ts";
import { queueLimits } from "./queueLimits.ts";

const INFO: EngineInfo = {
	...{
		model: "m",
		dimensions: 1,
		maxTokens: 512,
		provider: "cpu",
		precision: "fp32",
		device: "a CPU",
		fallback: null,
		agreement: null,
	},
};

/** An engine whose batches end when the test says so; a text's vector is its first id. */
function steppedEngine() {
	const running: { ids: number[]; end(): void; fail(error: Error): void }[] = [];
	const batches: number[][] = [];
	const engine: Pick<Engine, "run" | "info"> = {
		info: INFO,
		run: (batch) => {
			const ids = batch.map(([id = -1]) => id);
			const { promise, resolve, reject } = Promise.withResolvers<Float32Array[]>();
			running.push({ ids, end: () => resolve(ids.map((id) => Float32Array.of(id))), fail: reject });
			batches.push(ids);
			return promise;
		},
	};
	/** Ends the oldest batch, and lets what follows from it happen. */
	async function step(outcome: "end" | "fail" = "end"): Promise<void> {
		const batch = running.shift();
		if (outcome === "end") batch?.end();
		else batch?.fail(new EngineUnavailable("The model's process died."));
		await settled();
	}
	async function finish(): Promise<void> {
		while (running.length > 0) await step();
	}
	return { engine, running, batches, step, finish };
}

/** Lets all that is ready happen. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

const text = (id: number, tokens = 16) => new Int32Array(tokens).fill(id);
const never = new AbortController().signal;
const numbers = (vectors: Float32Array[]) => vectors.map(([number]) => number);
const interactive = { priority: "interactive", signal: never } as const;
const backlog = { priority: "backlog", signal: never } as const;

/** A queue over a stepped engine, at a time that the test sets. */
function steppedQueue(more: { batchTokens?: number; mostWaiting?: number } = {}) {
	const stepped = steppedEngine();
	const clock = { now: 0 };
	const counted = { shared: 0, waited: [] as number[] };
	const queue = embeddingQueue({
		engine: stepped.engine,
		now: () => clock.now,
		mostWaiting: 1_000_000,
		events: {
			computed: () => {},
			shared: (texts) => {
				counted.shared += texts;
			},
			waited: (seconds) => counted.waited.push(seconds),
		},
		...more,
	});
	return { queue, clock, counted, ...stepped };
}

describe("the queue", () => {
	test("gives each caller its own vectors in order, or the engine's error, whatever comes, goes and fails", async () => {
		const request = fc.record({
			ids: fc.array(fc.nat(12), { minLength: 1, maxLength: 8 }),
			tokens: fc.constantFrom(4, 20, 40, 512),
			priority: fc.constantFrom<Priority>("interactive", "backlog"),
			leaves: fc.boolean(),
		});
		const arrivals = fc.array(request, { minLength: 1, maxLength: 20 });
		await fc.assert(
			fc.asyncProperty(fc.scheduler(), arrivals, fc.infiniteStream(fc.nat(4)), async (scheduler, requests, luck) => {
				const batches: Int32Array[][] = [];
				let atOnce = 0;
				const engine: Pick<Engine, "run" | "info"> = {
					info: INFO,
					run: async (batch) => {
						batches.push(batch);
						atOnce += 1;
						expect(atOnce).toBeLessThanOrEqual(2);
						await scheduler.schedule(Promise.resolve(), "a batch");
						atOnce -= 1;
						if (luck.next().value === 0) throw new EngineUnavailable("gone");
						return batch.map(([id = -1]) => Float32Array.of(id));
					},
				};
				const queue = embeddingQueue({ engine, now: () => 0, mostWaiting: 100_000, batchTokens: 1024 });
				const outcomes = requests.map(async ({ ids, tokens, priority, leaves }, index) => {
					const caller = new AbortController();
					await scheduler.schedule(Promise.resolve(), `request ${index} comes`);
					if (leaves)
						scheduler.schedule(Promise.resolve(), `${index} leaves`).then(() => caller.abort(`left ${index}`));
					const list = ids.map((id) => text(id, tokens));
					return queue.embed(list, { priority, signal: caller.signal }).then(
						(vectors) => expect(numbers(vectors)).toEqual(ids),
						(error) => {
							if (error instanceof EngineUnavailable) return;
							expect([leaves, error]).toEqual([true, `left ${index}`]);
						},
					);
				});
				await scheduler.waitIdle();
				await Promise.all(outcomes);
				await queue.drain();
				for (const batch of batches) {
					expect(new Set(batch.map((ids) => ids.join())).size).toBe(batch.length);
					expect(paddedTokens(batch.map((ids) => ({ length: ids.length })))).toBeLessThanOrEqual(1024);
				}
			}),
		);
	});

	test("computes a text once for all who ask for it while it waits or runs", async () => {
		const { queue, batches, step, counted } = steppedQueue();
		const one = queue.embed([text(1), text(1), text(2)], backlog);
		const other = queue.embed([text(2), text(1)], backlog);
		await step();
		expect([numbers(await one), numbers(await other)]).toEqual([
			[1, 1, 2],
			[2, 1],
		]);
		expect([batches, counted.shared]).toEqual([[[1, 2]], 3]);
		const again = queue.embed([text(1)], backlog);
		await step();
		expect([numbers(await again), batches.length]).toEqual([[1], 2]);
	});

	test("tells texts that differ in a single token apart", async () => {
		const { queue, step } = steppedQueue();
		const both = queue.embed([Int32Array.of(1, 2), Int32Array.of(1, 3)], backlog);
		await step();
		expect(await both).toHaveLength(2);
	});

	test("computes nothing for whoever has left, and all for who stays", async () => {
		const { queue, batches, step } = steppedQueue();
		const first = queue.embed([text(0)], backlog);
		const caller = new AbortController();
		const left = queue.embed([text(1), text(2)], { priority: "backlog", signal: caller.signal });
		const stays = queue.embed([text(2)], backlog);
		caller.abort(new Error("left"));
		await expect(left).rejects.toThrow("left");
		expect(queue.waiting("backlog")).toBe(16);
		await step();
		await step();
		expect([await first, numbers(await stays), batches]).toEqual([[Float32Array.of(0)], [2], [[0], [2]]]);
		await expect(queue.embed([text(3)], { priority: "backlog", signal: caller.signal })).rejects.toThrow("left");
	});

	test("lets an interactive text go before a backlog", async () => {
		const { queue, batches, step, finish } = steppedQueue({ batchTokens: 512 });
		const long = Array.from({ length: 6 }, (_, index) => queue.embed([text(10 + index, 512)], backlog));
		const person = queue.embed([text(1)], interactive);
		await step();
		await step();
		expect(numbers(await person)).toEqual([1]);
		expect(batches[1]).toEqual([1]);
		await finish();
		await Promise.all(long);
	});

	test("lets a text go first that the backlog asked for when a person asks for it too", async () => {
		const { queue, batches, step } = steppedQueue({ batchTokens: 512 });
		const all = [1, 2, 3].map((id) => queue.embed([text(id, 512)], backlog));
		all.push(queue.embed([text(3, 512)], interactive));
		for (let batch = 0; batch < 3; batch += 1) await step();
		await Promise.all(all);
		expect(batches).toEqual([[1], [3], [2]]);
	});

	test("starves nobody: a text goes with its turn's batch at the latest, however much comes after it", async () => {
		const lengths = fc.array(fc.constantFrom(16, 64, 512), { minLength: 1, maxLength: 12 });
		await fc.assert(
			fc.asyncProperty(lengths, async (waits) => {
				const { queue, batches, step, finish } = steppedQueue({ batchTokens: 512 });
				const backlogged = waits.map((tokens, index) => queue.embed([text(index, tokens)], backlog));
				let newcomer = 1000;
				const crowd: Promise<unknown>[] = [];
				for (let batch = 0; batch < queueLimits.backlogTurn * (waits.length + 1); batch += 1) {
					for (let person = 0; person < 2; person += 1) crowd.push(queue.embed([text(newcomer++, 512)], interactive));
					await step();
				}
				for (const [index] of waits.entries()) {
					const turn = batches.findIndex((batch) => batch.includes(index));
					expect(turn).toBeGreaterThanOrEqual(0);
					expect(turn).toBeLessThanOrEqual(queueLimits.backlogTurn * (index + 1));
				}
				await Promise.all(backlogged);
				await finish();
				await Promise.all(crowd);
			}),
			{ numRuns: 20 },
		);
	});

	test("hands the next batch over early only when it is full and the one before is soon through", async () => {
		const { queue, clock, running, step, finish } = steppedQueue({ batchTokens: 512 });
		const slow = [queue.embed([text(1, 512)], backlog), queue.embed([text(2, 512)], backlog)];
		// Not yet measured, the first batch may take a second.
		expect(running).toHaveLength(1);
		clock.now += 10;
		await step();
		expect(running).toHaveLength(1);
		const more = [3, 4].map((id) => queue.embed([text(id, 512)], backlog));
		// 51,200 tokens a second.
		expect(running).toHaveLength(2);
		clock.now += 10;
		await step();
		expect(running).toHaveLength(2);
		await step();
		const few = queue.embed([text(5)], backlog);
		expect(running).toHaveLength(1);
		await finish();
		await Promise.all([...slow, ...more, few]);
	});

	test("refuses what it has no room for, saying when it will, and takes a person's text still", async () => {
		const { queue, clock, step, finish } = steppedQueue();
		const fill = Array.from({ length: 33 }, (_, index) => queue.embed([text(index, 512)], backlog));
		// One runs, 32 wait: 16,384 tokens, at 500 a second.
		const refused = await queue.embed([text(100, 512)], backlog).catch((error) => error);
		expect(refused).toBeInstanceOf(QueueFull);
		expect(refused.retryAfter).toBe(2);
		const person = queue.embed([text(101, 512)], interactive);
		const known = queue.embed([text(5, 512)], backlog);
		clock.now += 100;
		await step();
		// 5,120 tokens a second were measured: 30 seconds of them have room.
		const later = queue.embed([text(102, 512)], backlog);
		await finish();
		await Promise.all([...fill, person, known, later]);
		expect(queue.waiting("backlog")).toBe(0);
	});

	test("refuses all of a request or nothing", async () => {
		const { queue, step } = steppedQueue({ mostWaiting: 1000 });
		const first = queue.embed([text(0, 512)], backlog);
		await expect(queue.embed([text(1, 512), text(2, 512)], backlog)).rejects.toThrow(QueueFull);
		expect(queue.waiting("backlog")).toBe(0);
		await step();
		await first;
	});

	test("goes on after the engine failed", async () => {
		const { queue, step } = steppedQueue();
		const failed = queue.embed([text(1)], backlog);
		await Promise.all([expect(failed).rejects.toThrow("The model's process died."), step("fail")]);
		const works = queue.embed([text(1)], backlog);
		await step();
		expect(numbers(await works)).toEqual([1]);
	});

	test("says so where the engine gives fewer vectors than texts", async () => {
		const queue = embeddingQueue({
			engine: { info: INFO, run: async () => [Float32Array.of(1)] },
			now: () => 0,
			mostWaiting: 1000,
		});
		await expect(queue.embed([text(1), text(2)], backlog)).rejects.toThrow("The engine gave 1 vectors for 2 texts.");
	});

	test("tells how long texts waited", async () => {
		const { queue, clock, counted, step } = steppedQueue({ batchTokens: 512 });
		const all = [1, 2].map((id) => queue.embed([text(id, 512)], backlog));
		clock.now = 3000;
		await step();
		await step();
		await Promise.all(all);
		expect(counted.waited).toEqual([0, 3]);
	});

	test("that drains refuses what comes, and ends when all that it took is through", async () => {
		const { queue, step } = steppedQueue({ batchTokens: 512 });
		const taken = [1, 2].map((id) => queue.embed([text(id, 512)], backlog));
		let drained = false;
		const end = queue.drain().then(() => {
			drained = true;
		});
		await expect(queue.embed([text(3)], interactive)).rejects.toThrow(QueueClosed);
		await step();
		expect(drained).toBe(false);
		await step();
		await end;
		await Promise.all(taken);
		await queue.drain();
	});
});
