import { describe, expect, test } from "vitest";
import { gate } from "./gate.ts";

const LIMITS = { requests: 2, bytes: 100, perKey: { perSecond: 10, burst: 3, atOnce: 2 } };

describe("what is in flight", () => {
	test("is bounded by number, and there is room again when one is done", () => {
		const { enter } = gate(LIMITS);
		const first = enter();
		enter();
		expect(enter()).toBeNull();
		first?.leave();
		first?.leave();
		expect(enter()).not.toBeNull();
		expect(enter()).toBeNull();
	});

	test("is bounded by bytes; one request alone is taken whatever its size", () => {
		const { enter } = gate(LIMITS);
		const [large, other] = [enter(), enter()];
		expect([large?.take(400), large?.take(100)]).toEqual([true, true]);
		expect(other?.take(1)).toBe(false);
		large?.leave();
		expect([other?.take(60), other?.take(60)]).toEqual([true, true]);
		other?.leave();
		const [one, two] = [enter(), enter()];
		expect([one?.take(60), two?.take(60), two?.take(40), one?.take(1)]).toEqual([true, false, true, false]);
	});
});

describe("the places of a key", () => {
	test("are bounded, whatever else is in flight, and given back", () => {
		const { enter } = gate({ ...LIMITS, requests: 9 });
		const [first, second, third, other] = [enter(), enter(), enter(), enter()];
		expect([first, second, third].map((visit) => visit?.claim("a"))).toEqual([true, true, false]);
		expect([first?.claim("a"), other?.claim("b")]).toEqual([true, true]);
		first?.leave();
		first?.leave();
		expect([third?.claim("a"), enter()?.claim("a")]).toEqual([true, false]);
	});
});

describe("the rate of a key", () => {
	test("lets a burst through, then the average", () => {
		const { secondsToWait } = gate(LIMITS);
		expect([0, 0, 0, 0].map((now) => secondsToWait("a", now))).toEqual([0, 0, 0, 1]);
		expect([100, 100].map((now) => secondsToWait("a", now))).toEqual([0, 1]);
		expect([10_000, 10_000, 10_000, 10_000].map((now) => secondsToWait("a", now))).toEqual([0, 0, 0, 1]);
	});

	test("is each key's own, and refusals cost nothing", () => {
		const { secondsToWait } = gate(LIMITS);
		for (let count = 0; count < 50; count++) secondsToWait("a", 0);
		expect(secondsToWait("b", 0)).toBe(0);
		expect(secondsToWait("a", 100)).toBe(0);
	});

	test("a slow rate says how long to wait; a clock that is set back takes nothing away", () => {
		const { secondsToWait } = gate({ ...LIMITS, perKey: { ...LIMITS.perKey, perSecond: 0.1, burst: 1 } });
		expect(secondsToWait("a", 1_000)).toBe(0);
		expect(secondsToWait("a", 1_000)).toBe(10);
		expect(secondsToWait("a", 0)).toBe(10);
	});

	test("memory is bounded: the key that asked longest ago is forgotten", () => {
		const { secondsToWait } = gate({ ...LIMITS, perKey: { ...LIMITS.perKey, perSecond: 0.001, burst: 1 } });
		secondsToWait("first", 0);
		for (let key = 0; key < 10_000; key++) secondsToWait(`key ${key}`, 0);
		expect(secondsToWait("first", 0)).toBe(0);
		expect(secondsToWait("key 9999", 0)).toBeGreaterThan(0);
	});
});
