import { expect, test } from "vitest";
import { type MeasuredSeries, samplesOf } from "./samples.ts";

const series = (given: Partial<MeasuredSeries>, ...values: number[]): MeasuredSeries => ({
	name: "requests",
	type: "gauge",
	temporality: null,
	parts: values.map((value, index) => ({ at: index * 1000, value, count: null, sum: null, high: null })),
	...given,
});

const valuesOf = (given: MeasuredSeries) => samplesOf(given).map(({ name, values }) => [name, values]);

test("a gauge is its values", () => {
	expect(valuesOf(series({ name: "memory" }, 3, 4, 5))).toEqual([["memory", [3, 4, 5]]]);
});

test("a cumulative counter is its rate, beginning anew at zero where it is lower than before", () => {
	const counter = series({ type: "counter", temporality: "cumulative" }, 10, 14, 2, 5);
	expect(valuesOf(counter)).toEqual([["requests per second", [4, 2, 3]]]);
});

test("a delta counter is what came on in each part", () => {
	const counter = series({ type: "counter", temporality: "delta" }, 10, 14, 2);
	expect(valuesOf(counter)).toEqual([["requests per second", [14, 2]]]);
});

test("a gauge that is a counter by its name and its course is read as one", () => {
	expect(valuesOf(series({ name: "cpu_seconds_total" }, 10, 14, 20))).toEqual([
		["cpu_seconds_total per second", [4, 6]],
	]);
	expect(valuesOf(series({ name: "rows_total" }, 10, 4, 20))).toEqual([["rows_total", [10, 4, 20]]]);
});

test("a histogram is how much was observed and how high it was", () => {
	const parts = [
		[10, 100],
		[20, 300],
		[20, 300],
	].map(([count = 0, sum = 0], index) => ({ at: index * 1000, value: null, count, sum, high: null }));
	const histogram = series({ name: "duration", type: "histogram", temporality: "cumulative", parts });
	expect(valuesOf(histogram)).toEqual([
		["duration count", [10, 0]],
		["duration mean", [20]],
	]);
});
