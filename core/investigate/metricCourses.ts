import { entityOf, type SeriesSource } from "./entityOf.ts";
import type { MetricRole } from "./metricRole.ts";
import { type MeasuredSeries, type Samples, samplesOf } from "./samples.ts";

/** A series with its identity and what was measured. */
export type ReadSeries = SeriesSource & MeasuredSeries & { seriesId: string };

/** The course of a metric of a service. */
export interface MetricCourse extends Samples {
	service: string;
	seriesId: string;
	/** Labels that tell it from the metric's other courses, as text; empty where it is the only one. */
	of: string;
}

/** The courses of these series, by service: one for each set of labels where they are few, else all of a metric as one. */
export function metricCourses(series: ReadSeries[], known: ReadonlySet<string>): MetricCourse[] {
	const entity = entityOf(series, known);
	const named = series.map((one) => ({ ...one, entity: entity(one), failed: tellsOfFailure(one.labels) }));
	const byMetric = Map.groupBy(named, (one) => `${one.entity.service}\0${one.entity.name}\0${one.failed}`);
	return [...byMetric.values()].flatMap((of) => {
		const courses = of.flatMap((one) =>
			samplesOf({ ...one, name: one.entity.name }).flatMap((samples): MetricCourse[] => {
				const role = roleOf(samples, one.failed);
				const labels = of.length > 1 ? labelText(one.labels) : "";
				return role ? [{ ...samples, role, service: one.entity.service, seriesId: one.seriesId, of: labels }] : [];
			}),
		);
		return of.length <= MOST_APART ? courses : together(courses);
	});
}

/** Courses of a metric that are looked at one by one. */
const MOST_APART = 8;

/** What is counted where a label tells of a failure are errors; how long those took says nothing of the others. */
function roleOf({ name, role }: Samples, failed: boolean): MetricRole | null {
	if (!failed) return role;
	return role === "traffic" || / (count|per second)$/.test(name) ? "errors" : null;
}

function tellsOfFailure(labels: Record<string, unknown>): boolean {
	return Object.entries(labels).some(
		([name, value]) =>
			/(status|code|outcome|result|error)/i.test(name) &&
			/^5\d\d$|error|fail|exception|timeout|refused|reset/i.test(String(value)),
	);
}

function labelText(labels: Record<string, unknown>): string {
	return Object.entries(labels)
		.slice(0, 4)
		.map(([name, value]) => `${name}=${String(value)}`)
		.join(" ");
}

/** Courses of one metric as one, by name: rates are added up, everything else is averaged. */
function together(courses: MetricCourse[]): MetricCourse[] {
	return [...Map.groupBy(courses, ({ name }) => name).values()].flatMap((of) => {
		const [first] = of;
		if (!first) return [];
		const adds = / (count|per second)$/.test(first.name);
		const points = of.flatMap(({ times, values }) => times.map((at, index) => ({ at, value: values[index] ?? 0 })));
		const step = stepOf(first.times);
		const bySlot = Map.groupBy(points, ({ at }) => Math.floor(at / step));
		const slots = [...bySlot].sort(([a], [b]) => a - b);
		const sum = (slot: { value: number }[]) => slot.reduce((total, { value }) => total + value, 0);
		return [
			{
				...first,
				of: `${of.length} series`,
				times: slots.map(([slot]) => slot * step),
				values: slots.map(([, slot]) => (adds ? sum(slot) : sum(slot) / slot.length)),
			},
		];
	});
}

/** The usual time between samples, in milliseconds. */
function stepOf(times: number[]): number {
	const steps = times.slice(1).map((at, index) => at - (times[index] ?? at));
	return Math.max(1, steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 1);
}
