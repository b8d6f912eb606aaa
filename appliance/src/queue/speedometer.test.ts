import { expect, test } from "vitest";
import { queueLimits } from "./queueLimits.ts";
import { speedometer } from "./speedometer.ts";

test("the first batch says how fast the engine is, and later ones change that little by little", () => {
	const speed = speedometer();
	expect(speed.tokensPerSecond()).toBe(queueLimits.firstSpeed);
	speed.measure(1000, 0, 500);
	expect(speed.tokensPerSecond()).toBe(2000);
	speed.measure(1000, 500, 1500);
	expect(speed.tokensPerSecond()).toBe(1800);
	for (let batch = 0; batch < 50; batch += 1) speed.measure(1000, 1500 + batch * 1000, 2500 + batch * 1000);
	expect(speed.tokensPerSecond()).toBeCloseTo(1000, 0);
});

test("a batch that was handed over early has run since the end of the one before", () => {
	const speed = speedometer();
	speed.measure(1000, 0, 1000);
	speed.measure(1000, 10, 2000);
	expect(speed.tokensPerSecond()).toBe(1000);
});

test("a batch that took no time is no infinite speed", () => {
	const speed = speedometer();
	speed.measure(16, 5, 5);
	expect(speed.tokensPerSecond()).toBe(16_000_000);
});
