import { describe, expect, test } from "vitest";
import { AWAY_AFTER, applianceHealth, pauses } from "./applianceHealth.ts";

const reason = "answered 503.";
/** Without jitter. */
const health = () => applianceHealth(() => 0);

describe("an appliance", () => {
	test("is asked as often as one likes until it fails", () => {
		const known = health();
		expect([known.admit(0, 1_000), known.admit(0, 1_000), known.answers, known.reason]).toEqual([
			true,
			true,
			null,
			null,
		]);
	});

	test("that fails again and again rests twice as long each time, at most half a minute", () => {
		const known = health();
		const waits = Array.from({ length: 10 }, () => {
			known.failed(0, { reason, begun: 0 });
			return known.wait(0);
		});
		expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
		expect([known.answers, known.reason]).toEqual([false, reason]);
	});

	test("rests for at least half of that, at random, so that clients do not come back together", () => {
		const wait = (random: number) => {
			const known = applianceHealth(() => random);
			known.failed(0, { reason, begun: 0 });
			return known.wait(0);
		};
		expect([wait(0), wait(0.5), wait(1)]).toEqual([250, 187.5, 125]);
	});

	test("that says when to come again is left alone until then", () => {
		const known = health();
		known.failed(0, { reason, begun: 0, retryAfter: 7_000 });
		expect([known.admit(6_999, 1_000), known.wait(6_999), known.admit(7_000, 1_000)]).toEqual([false, 1, true]);
	});

	test("whose failure no waiting mends has the longest rest at once", () => {
		const known = health();
		known.failed(0, { reason, begun: 0, lasting: true });
		expect(known.wait(0)).toBe(pauses.most);
	});

	test("fails once when tries that are under way together fail", () => {
		const known = health();
		for (const _try of [1, 2, 3, 4]) known.failed(100, { reason, begun: 0 });
		expect(known.wait(100)).toBe(pauses.first);
		known.failed(400, { reason, begun: 350 });
		expect(known.wait(400)).toBe(2 * pauses.first);
	});

	test("that is away is tried by one at a time, and by the next when that one does not tell", () => {
		const known = health();
		for (let time = 0; time < AWAY_AFTER; time += 1) known.failed(0, { reason, begun: 0 });
		const rested = known.wait(0);
		expect([known.admit(rested, 5_000), known.admit(rested, 5_000)]).toEqual([true, false]);
		expect(known.admit(rested + 5_000, 5_000)).toBe(true);
	});

	test("that answers is asked by all again", () => {
		const known = health();
		for (let time = 0; time < AWAY_AFTER; time += 1) known.failed(0, { reason, begun: 0 });
		known.admit(known.wait(0), 5_000);
		known.succeeded();
		expect([known.admit(1_000, 1), known.admit(1_000, 1), known.answers, known.reason]).toEqual([
			true,
			true,
			true,
			null,
		]);
		known.failed(2_000, { reason, begun: 1_500 });
		expect(known.wait(2_000)).toBe(pauses.first);
	});
});
