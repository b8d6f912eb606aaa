import { expect, test } from "vitest";
import { metricCourses, type ReadSeries } from "./metricCourses.ts";

function series(name: string, labels: Record<string, string>, given: Partial<ReadSeries> = {}): ReadSeries {
	const parts = [1, 3, 6].map((value, index) => ({ at: index * 1000, value, count: null, sum: null, high: null }));
	return {
		seriesId: JSON.stringify(labels),
		service: "cart",
		name,
		type: "gauge",
		temporality: null,
		labels,
		parts,
		...given,
	};
}

const coursesOf = (all: ReadSeries[]) =>
	metricCourses(all, new Set(["cart"])).map(({ name, role, of, values }) => [name, role, of, values]);

test("a few series of a metric are looked at one by one", () => {
	expect(coursesOf([series("cpu", { state: "user" }), series("cpu", { state: "idle" })])).toEqual([
		["cpu", "resource", "state=user", [1, 3, 6]],
		["cpu", "resource", "state=idle", [1, 3, 6]],
	]);
});

test("many are one: rates added up, everything else averaged", () => {
	const many = (name: string, given: Partial<ReadSeries>) =>
		Array.from({ length: 10 }, (_, index) => series(name, { route: `/${index}` }, given));
	expect(coursesOf(many("memory", {}))).toEqual([["memory", "resource", "10 series", [1, 3, 6]]]);
	const counters = many("requests", { type: "counter", temporality: "cumulative" });
	expect(coursesOf(counters)).toEqual([["requests per second", "traffic", "10 series", [20, 30]]]);
});

test("what is counted under a label of failure are errors", () => {
	const counter = { type: "counter", temporality: "cumulative" } as const;
	expect(
		coursesOf([series("requests", { status: "503" }, counter), series("requests", { status: "200" }, counter)]),
	).toEqual([
		["requests per second", "errors", "", [2, 3]],
		["requests per second", "traffic", "", [2, 3]],
	]);
});
