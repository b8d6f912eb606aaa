import type { MetricPoint } from "../records/metric.ts";
import type { TimeBounds } from "../timeBounds.ts";
import { histogramFields } from "./histogramFields.ts";
import { sampleValue } from "./sampleValue.ts";
import type { NativeHistogram, Sample } from "./tables/common.ts";
import { NO_TIME, timestampOfMillis } from "./timestampOfMillis.ts";

/** The point of a sample, or why it cannot be taken. A staleness marker is a point without a value. */
export function samplePoint(seriesId: string, sample: Sample, bounds: TimeBounds): MetricPoint | string {
	return point(seriesId, sample, bounds, { value: sampleValue(sample.valueBits) });
}

/** The point of a native histogram, or why it cannot be taken. */
export function histogramPoint(seriesId: string, histogram: NativeHistogram, bounds: TimeBounds): MetricPoint | string {
	const fields = histogramFields(histogram);
	return typeof fields === "string" ? fields : point(seriesId, histogram, bounds, fields);
}

function point(
	seriesId: string,
	{ timestamp, startTimestamp }: Pick<Sample, "timestamp" | "startTimestamp">,
	{ faultOf }: TimeBounds,
	fields: Partial<MetricPoint>,
): MetricPoint | string {
	const time = timestampOfMillis(timestamp);
	if (time === null) return `a sample's ${NO_TIME}`;
	const fault = faultOf(time);
	if (fault !== null) return `a sample's ${fault}`;
	const start = startTimestamp === 0n ? null : timestampOfMillis(startTimestamp);
	return { ...NO_VALUES, ...fields, seriesId, timestamp: time, startTimestamp: start };
}

const NO_VALUES = {
	value: null,
	count: null,
	sum: null,
	min: null,
	max: null,
	bucketCounts: null,
	exponential: null,
	quantiles: null,
	exemplars: null,
} as const;
