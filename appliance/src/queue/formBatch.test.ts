import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BUCKETS } from "../engine/buckets.ts";
import { formBatch, paddedTokens } from "./formBatch.ts";
import { queueLimits } from "./queueLimits.ts";

const texts = (...lengths: number[]) => lengths.map((length, index) => ({ length, index }));
const lengthsOf = (batch: { length: number }[]) => batch.map(({ length }) => length);
const waiting = fc.array(fc.constantFrom(...BUCKETS), { maxLength: 600 }).map((lengths) => texts(...lengths));

describe("a batch", () => {
	test("holds the oldest text first, each text once, and no more tokens than there is room for", () => {
		fc.assert(
			fc.property(waiting, fc.integer({ min: 512, max: 4096 }), (all, budget) => {
				const batch = formBatch(all, budget);
				expect(batch[0]).toBe(all[0]);
				expect(new Set(batch).size).toBe(batch.length);
				expect(paddedTokens(batch)).toBeLessThanOrEqual(budget);
				for (const text of batch) expect(text.index).toBeLessThan(queueLimits.sortWindow);
			}),
		);
	});

	test("costs less than its texts would in runs of their own", () => {
		fc.assert(
			fc.property(waiting, (all) => {
				const batch = formBatch(all, 4096);
				const alone = batch.reduce((sum, { length }) => sum + length + queueLimits.runTokens, 0);
				expect(paddedTokens(batch)).toBeLessThanOrEqual(alone);
			}),
		);
	});

	test("takes texts of like length together, whenever they came", () => {
		expect(lengthsOf(formBatch(texts(32, 512, 32, 512, 48, 32), 1024))).toEqual([32, 32, 32]);
		expect(lengthsOf(formBatch(texts(32, 512, 48), 1024))).toEqual([32, 48]);
	});

	test("takes the older ones of like length", () => {
		expect(formBatch(texts(64, 64, 64, 64), 128).map(({ index }) => index)).toEqual([0, 1]);
	});

	test("pads little: 6,000 texts of mixed length by less than a third, as the shapes alone do by up to a quarter", () => {
		// Of a linear congruential generator, so that the figure is the same each time.
		let state = 1;
		const random = () => {
			state = (state * 48_271) % 2_147_483_647;
			return state / 2_147_483_647;
		};
		let left = Array.from({ length: 6_000 }, () => 4 + Math.floor(508 * random() ** 3)).map((tokens) => ({
			tokens,
			length: BUCKETS.find((bucket) => bucket >= tokens) ?? 512,
		}));
		const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
		const tokens = sum(left.map((text) => text.tokens));
		let padded = 0;
		while (left.length > 0) {
			const batch = new Set(formBatch(left, 4096));
			padded += paddedTokens([...batch]);
			left = left.filter((text) => !batch.has(text));
		}
		expect(padded / tokens).toBeLessThan(1.33);
	});

	test("is empty where nothing waits", () => {
		expect(formBatch([], 1024)).toEqual([]);
		expect(paddedTokens([])).toBe(0);
	});
});
