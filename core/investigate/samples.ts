import type { MetricType, Temporality } from "../records/metric.ts";
import { type MetricRole, metricRole } from "./metricRole.ts";

/** What was measured in one part of the time, oldest first; what there is not is null. */
export interface MeasuredPart {
	/** Milliseconds since 1970: of the last measurement in it. */
	at: number;
	/** Of gauges: the mean. Of sums: the highest where they are cumulative, else the sum. */
	value: number | null;
	/** Of histograms and summaries, as sums have them. */
	count: number | null;
	sum: number | null;
	/** Of summaries: the mean of the highest quantile. */
	high: number | null;
}

export interface MeasuredSeries {
	name: string;
	type: MetricType;
	temporality: Temporality | null;
	parts: MeasuredPart[];
}

/** A course of numbers that can be compared with itself, earlier. Times are milliseconds since 1970, ascending. */
export interface Samples {
	name: string;
	role: MetricRole;
	times: number[];
	values: number[];
}

/**
 * The courses that a series tells of: of a gauge its values, of a counter its rate, of a histogram how much was observed
 * and how high it was on average, of a summary its highest quantile besides.
 */
export function samplesOf({ name, type, temporality, parts }: MeasuredSeries): Samples[] {
	const role = metricRole(name);
	const course = (of: string, as: MetricRole, steps: Step[]): Samples => ({
		name: of,
		role: as,
		times: steps.map(({ at }) => at),
		values: steps.map(({ value }) => value),
	});
	if (DISTRIBUTIONS.has(type)) {
		const counts = increases(parts, "count", temporality);
		const means = averages(parts, temporality);
		const high = parts.flatMap(({ at, high }) => (high === null ? [] : [{ at, value: high }]));
		return [
			course(`${name} count`, "traffic", counts),
			course(`${name} mean`, role === "traffic" ? "latency" : role, means),
			...(high.length > 0 ? [course(`${name} high quantile`, role, high)] : []),
		];
	}
	const counts = type === "counter" || (type === "gauge" && looksCumulative(name, parts));
	if (counts) return [course(`${name} per second`, role, increases(parts, "value", temporality ?? "cumulative"))];
	return [
		course(
			name,
			role,
			parts.flatMap(({ at, value }) => (value === null ? [] : [{ at, value }])),
		),
	];
}

const DISTRIBUTIONS = new Set<MetricType>(["histogram", "exponential_histogram", "summary"]);

interface Step {
	at: number;
	value: number;
}

/** What came on per second in each part. A cumulative number that is lower than before began anew at zero. */
function increases(parts: MeasuredPart[], of: "value" | "count" | "sum", temporality: Temporality | null): Step[] {
	return parts.flatMap((part, index) => {
		const before = parts[index - 1];
		const [is, was] = [part[of], before?.[of]];
		if (before === undefined || is === null || was === null || was === undefined || part.at <= before.at) return [];
		const increase = temporality === "delta" || is < was ? is : is - was;
		return [{ at: part.at, value: (increase * 1000) / (part.at - before.at) }];
	});
}

/** The mean of what was observed in each part in which anything was. */
function averages(parts: MeasuredPart[], temporality: Temporality | null): Step[] {
	const sums = increases(parts, "sum", temporality);
	const counts = new Map(increases(parts, "count", temporality).map(({ at, value }) => [at, value]));
	return sums.flatMap(({ at, value }) => {
		const count = counts.get(at) ?? 0;
		return count > 0 ? [{ at, value: value / count }] : [];
	});
}

/** Whether a gauge is a counter by its name and its course: converters of stored data often know no types. */
function looksCumulative(name: string, parts: MeasuredPart[]): boolean {
	if (!/[._](total|count|sum|bucket)$/.test(name)) return false;
	const values = parts.flatMap(({ value }) => (value === null ? [] : [value]));
	const falls = values.filter((value, index) => index > 0 && value < (values[index - 1] ?? value)).length;
	return values.length > 2 && falls <= values.length / 50 && (values.at(-1) ?? 0) > (values[0] ?? 0);
}
