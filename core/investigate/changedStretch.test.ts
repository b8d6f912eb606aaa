import { expect, test } from "vitest";
import { randomOf } from "../../test/faults/support/random.ts";
import { changedStretch } from "./changedStretch.ts";

const noise = (seed: number, size: number) => {
	const { between } = randomOf(seed);
	return Array.from({ length: size }, () => between(0, 1000));
};

test.each([20, 60, 120])("of %i values without a change it finds one in fewer than one of fifteen series", (size) => {
	const found = Array.from({ length: 300 }, (_, seed) => changedStretch(noise(seed, size))).filter(Boolean);
	expect(found.length).toBeLessThan(20);
});

test("finds where a series rose to stay, and where it fell", () => {
	const risen = noise(1, 60).map((value, index) => value + (index >= 40 ? 900 : 0));
	expect(changedStretch(risen)).toMatchObject({ from: 40, to: 60 });
	const fallen = noise(2, 60).map((value, index) => value - (index >= 20 ? 1000 : 0));
	expect(changedStretch(fallen)).toMatchObject({ from: 20, to: 60, z: expect.closeTo(-6, 0) });
});

test("finds where a series changed and where it changed back", () => {
	const passing = noise(3, 120).map((value, index) => value + (index >= 50 && index < 65 ? 1000 : 0));
	expect(changedStretch(passing)).toMatchObject({ from: 50, to: 65 });
});

test("takes no outlier for a change, however high", () => {
	const values = noise(4, 60);
	values[30] = 1e12;
	expect(changedStretch(values)).toBeNull();
});

test("says nothing of few values, or of equal ones", () => {
	expect(changedStretch([1, 1, 1, 9, 9, 9])).toBeNull();
	expect(changedStretch(new Array(60).fill(7))).toBeNull();
});
