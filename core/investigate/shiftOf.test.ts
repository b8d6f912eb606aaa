import { expect, test } from "vitest";
import { shiftOf } from "./shiftOf.ts";

const around = (level: number, size = 20) =>
	Array.from({ length: size }, (_, index) => level * (1 + 0.05 * Math.sin(index)));

test("tells the levels, and how many times as high the one is", () => {
	const shift = shiftOf(around(100), around(400));
	expect(shift).toMatchObject({ before: expect.closeTo(100, -1), after: expect.closeTo(410, -1) });
	expect(Math.exp(shift?.ratio ?? 0)).toBeCloseTo(4, 0);
	expect(shift?.strength).toBeGreaterThan(0.6);
});

test("a fall is as strong as the rise back", () => {
	const [fall, rise] = [shiftOf(around(400), around(100)), shiftOf(around(100), around(400))];
	expect(fall?.ratio).toBeCloseTo(-(rise?.ratio ?? 0), 0);
});

test("what stays within its noise is weak, however many times its level it is", () => {
	const jumpy = Array.from({ length: 40 }, (_, index) => (index % 5 === 0 ? 1000 : 1));
	expect(shiftOf(jumpy, jumpy.toReversed())?.strength).toBe(0);
	expect(shiftOf(jumpy, [1, 1, 300, 1, 1, 300])?.strength).toBeLessThan(0.5);
});

test("what moves by a small part of its level is weak, however still it was", () => {
	expect(shiftOf(new Array(20).fill(1000), new Array(20).fill(1030))?.strength).toBeLessThan(0.05);
});

test("a change that came in the later half of an incident counts", () => {
	expect(shiftOf(around(10), [...around(10, 10), ...around(80, 10)])?.strength).toBeGreaterThan(0.6);
});

test("from zero it counts as a hundredfold at most, and few values say nothing", () => {
	expect(shiftOf([0, 0, 0, 0], [5, 5, 5])?.ratio).toBeCloseTo(Math.log(101));
	expect(shiftOf([1, 2, 3], [9, 9, 9])).toBeNull();
	expect(shiftOf([1, 2, 3, 4], [9])).toBeNull();
});
