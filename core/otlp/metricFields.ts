import type { Changed } from "../records/changed.ts";
import type { MetricPoint } from "../records/metric.ts";
import { DROPPED_ATTRIBUTES } from "./keptJson.ts";
import { limitAttributes } from "./limitAttributes.ts";
import type {
	Buckets,
	DataPoint,
	Exemplar,
	ExponentialHistogramPoint,
	HistogramPoint,
	NumberPoint,
	SummaryPoint,
} from "./tables/metricPoints.ts";
import { timestamp } from "./timestamp.ts";
import { attributesToJson, valueToJson } from "./valueToJson.ts";

/** The columns of a point that its kind decides. */
export type ValueFields = Omit<MetricPoint, "timestamp" | "seriesId" | "startTimestamp">;

/** A point's value; null where the sender recorded none (a staleness marker). */
export function numberFields(point: NumberPoint, changed: Changed): ValueFields {
	const value = point.value === null || isStale(point) ? null : Number(point.value);
	return { ...NO_VALUES, value, exemplars: exemplarsToJson(point.exemplars, changed) };
}

/** A histogram's columns, or why it cannot be taken. */
export function histogramFields(point: HistogramPoint, changed: Changed): ValueFields | string {
	const { count, sum, min, max, bucketCounts, explicitBounds } = point;
	if (isStale(point)) return NO_VALUES;
	// Buckets may be left out altogether; else the last one, which has no bound, makes one more count than bounds.
	const hasBuckets = bucketCounts.length + explicitBounds.length > 0;
	if (hasBuckets && bucketCounts.length !== explicitBounds.length + 1) {
		return `${bucketCounts.length} bucket counts do not fit ${explicitBounds.length} bounds`;
	}
	if (isTooLarge(count) || bucketCounts.some(isTooLarge)) return TOO_LARGE;
	return {
		...NO_VALUES,
		count: String(count),
		sum,
		min,
		max,
		bucketCounts: bucketCounts.length === 0 ? null : bucketCounts.map(String),
		exemplars: exemplarsToJson(point.exemplars, changed),
	};
}

/** An exponential histogram's columns, or why it cannot be taken. */
export function exponentialFields(point: ExponentialHistogramPoint, changed: Changed): ValueFields | string {
	const { count, sum, min, max, scale, zeroCount, zeroThreshold, positive, negative } = point;
	if (isStale(point)) return NO_VALUES;
	if (isTooLarge(count)) return TOO_LARGE;
	const exponential =
		`{"scale":${scale},"zeroCount":${zeroCount},"zeroThreshold":${valueToJson(zeroThreshold)},` +
		`"positive":${bucketsToJson(positive)},"negative":${bucketsToJson(negative)}}`;
	return {
		...NO_VALUES,
		count: String(count),
		sum,
		min,
		max,
		exponential,
		exemplars: exemplarsToJson(point.exemplars, changed),
	};
}

/** A summary's columns, or why it cannot be taken. */
export function summaryFields(point: SummaryPoint): ValueFields | string {
	if (isStale(point)) return NO_VALUES;
	if (isTooLarge(point.count)) return TOO_LARGE;
	const quantiles = point.quantileValues.map(({ quantile, value }) => [quantile, value]);
	return { ...NO_VALUES, count: String(point.count), sum: point.sum, quantiles: valueToJson(quantiles) };
}

const NO_VALUES: Readonly<ValueFields> = {
	value: null,
	count: null,
	sum: null,
	min: null,
	max: null,
	bucketCounts: null,
	exponential: null,
	quantiles: null,
	exemplars: null,
};

/** FLAG_NO_RECORDED_VALUE. */
function isStale({ flags }: DataPoint): boolean {
	return (flags & 1) !== 0;
}

/** PostgreSQL's bigint is signed, OTLP's counts are not. */
function isTooLarge(count: bigint): boolean {
	return count >= 2n ** 63n;
}

const TOO_LARGE = "a count does not fit 63 bits";

function bucketsToJson(buckets: Buckets | null): string {
	return `{"offset":${buckets?.offset ?? 0},"counts":[${buckets?.bucketCounts.join() ?? ""}]}`;
}

/** JSON text `[{time, value, traceId, spanId, attributes}]`, or null where there are none. */
function exemplarsToJson(exemplars: Exemplar[], changed: Changed): string | null {
	if (exemplars.length === 0) return null;
	const items = exemplars.map(({ timeUnixNano, value, traceId, spanId, filteredAttributes }) => {
		const dropped = limitAttributes(filteredAttributes, changed);
		const extra = dropped > 0 ? { [DROPPED_ATTRIBUTES]: dropped } : undefined;
		const time = timeUnixNano === 0n ? "null" : `"${timestamp(timeUnixNano)}"`;
		return (
			`{"time":${time},"value":${valueToJson(value)},"traceId":"${traceId}","spanId":"${spanId}",` +
			`"attributes":${attributesToJson(filteredAttributes, extra)}}`
		);
	});
	return `[${items.join(",")}]`;
}
