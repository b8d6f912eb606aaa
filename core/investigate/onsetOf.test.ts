import { expect, test } from "vitest";
import { randomOf } from "../../test/faults/support/random.ts";
import { type Course, onsetOf } from "./onsetOf.ts";

const { between } = randomOf(7);

/** A minute of seconds, ten times as high from one of them until before another. */
function course(from: number, to = 60, weight = 1, risesAlone = false): Course {
	const times = Array.from({ length: 60 }, (_, second) => second * 1000);
	return {
		times,
		weight,
		risesAlone,
		values: times.map((_, second) => between(8, 12) * (second >= from && second < to ? 10 : 1)),
	};
}

test("the onset is when most courses changed, and is over when they changed back", () => {
	const lasting = onsetOf([course(40), course(41), course(40), course(15), course(60)], 0, 2000);
	expect(lasting).toMatchObject({ at: 40_000, until: null, changed: 3, looked: 5 });
	const passed = onsetOf([course(20, 45), course(21, 45), course(20, 44)], 0, 2000);
	expect(passed).toMatchObject({ at: 20_000, until: 45_000 });
});

test("a course that counts more decides between two moments", () => {
	expect((onsetOf([course(20), course(20), course(40, 60, 5)], 0, 2000)?.at ?? 0) / 1000).toBeCloseTo(40, -1);
});

test("what changed too early is none, and without any change there is none", () => {
	expect((onsetOf([course(20), course(20), course(40)], 30_000, 2000)?.at ?? 0) / 1000).toBeCloseTo(40, -1);
	expect(onsetOf([course(60), course(60)], 0, 2000)).toBeNull();
});

test("what was high at first, as new processes are, and high again later, rose the second time", () => {
	const { times, values } = course(4, 40);
	const turned = { times, values: values.map((value) => 200 - value), weight: 1 };
	expect(onsetOf([{ ...turned, risesAlone: true }], 0, 2000)?.at).toBe(40_000);
	expect(onsetOf([{ ...turned, risesAlone: false }], 0, 2000)?.at).toBe(4_000);
	expect(onsetOf([{ ...turned, risesAlone: false }], 10_000, 2000)?.at).toBe(40_000);
});
