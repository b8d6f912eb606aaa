import { expect, test } from "vitest";
import type { MetricCourse } from "./metricCourses.ts";
import { metricEvidence } from "./metricEvidence.ts";

const INCIDENT = { before: { from: 0, to: 60_000 }, during: { from: 60_000, to: 120_000 } };

/** A value each three seconds for two minutes, with a little noise: one level before the minute, another after. */
function course(given: Partial<MetricCourse>, before: number, during: number, seconds = 120): MetricCourse {
	const times = Array.from({ length: seconds / 3 }, (_, index) => index * 3000);
	const values = times.map((at, index) => (at < 60_000 ? before : during) * (1 + 0.03 * Math.sin(index)));
	return { service: "cart", name: "cpu", role: "resource", seriesId: "1", of: "", times, values, ...given };
}

const kindsOf = (...courses: MetricCourse[]) =>
	metricEvidence(courses, INCIDENT).map(({ service, kind, strength }) => [
		service,
		kind,
		Math.round(strength * 10) / 10,
	]);

test("a resource that is used more speaks for its service, one that is used less for little", () => {
	expect(kindsOf(course({}, 1, 5))).toEqual([["cart", "resource", 0.7]]);
	expect(kindsOf(course({}, 5, 1))).toEqual([["cart", "resource", 0.2]]);
	expect(kindsOf(course({}, 5, 5.1))).toEqual([]);
});

test("what a resource is used more for more to do is taken off", () => {
	const traffic = course({ name: "requests", role: "traffic" }, 10, 50);
	expect(kindsOf(course({}, 1, 5), traffic)).toEqual([["cart", "traffic", 0.7]]);
	expect(kindsOf(course({}, 1, 25), traffic)[0]).toEqual(["cart", "resource", 0.4]);
});

test("latency and errors that fall are no harm, nor is less traffic", () => {
	const fall = (role: MetricCourse["role"]) => course({ role }, 50, 5);
	expect(kindsOf(fall("latency"), fall("errors"), fall("traffic"))).toEqual([]);
});

test("errors count by how many there are beside where there are most", () => {
	const errors = (service: string, during: number) => course({ service, name: "errors", role: "errors" }, 0, during);
	expect(kindsOf(errors("cart", 10), errors("shop", 1))).toEqual([
		["cart", "errors", 0.8],
		["shop", "errors", 0.5],
	]);
});

test("errors that were never counted before were none", () => {
	const late = course({ name: "errors", role: "errors" }, 0, 5);
	const times = late.times.filter((at) => at >= 60_000);
	expect(kindsOf({ ...late, times, values: times.map(() => 5) })).toEqual([["cart", "errors", 0.8]]);
});

test("a service whose measurements ended while others' go on is silent", () => {
	expect(kindsOf(course({}, 1, 1, 66), course({ service: "shop" }, 1, 1))).toEqual([["cart", "silence", 1]]);
	expect(kindsOf(course({}, 1, 1, 66))).toEqual([]);
	const seldom = course({}, 1, 1, 66);
	const times = seldom.times.filter((_, index) => index % 7 === 0);
	expect(kindsOf({ ...seldom, times, values: times.map(() => 1) }, course({ service: "shop" }, 1, 1))).toEqual([]);
});

test("says since when, from what to what", () => {
	const [evidence] = metricEvidence([course({}, 1, 5)], INCIDENT);
	expect(evidence).toMatchObject({
		statement: expect.stringMatching(/^"cpu" rose from 1 to 5\.\d+, [\d.]+ times its usual deviation\.$/),
		at: "1970-01-01T00:01:00.000Z",
		ids: { seriesId: "1" },
	});
});
