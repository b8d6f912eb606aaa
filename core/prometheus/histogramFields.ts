import { prometheusLimits } from "../limits.ts";
import { valueToJson } from "../otlp/valueToJson.ts";
import type { MetricPoint, MetricSeries } from "../records/metric.ts";
import { type DenseBuckets, denseBuckets } from "./denseBuckets.ts";
import { sampleValue } from "./sampleValue.ts";
import { type BucketSpan, GAUGE_HISTOGRAM, type NativeHistogram } from "./tables/common.ts";

/** The columns of a point that a native histogram decides. */
export type HistogramFields = Pick<MetricPoint, "count" | "sum" | "bucketCounts" | "exponential">;

/** What a native histogram is: by its schema, and by whether its counts may go down. */
export function histogramType({
	schema,
	resetHint,
}: NativeHistogram): Pick<MetricSeries, "metricType" | "temporality"> {
	return {
		metricType: schema === CUSTOM_BUCKETS ? "histogram" : "exponential_histogram",
		temporality: resetHint === GAUGE_HISTOGRAM ? null : "cumulative",
	};
}

/**
 * A native histogram's columns, all null where it is a staleness marker, or a sentence why it cannot be taken.
 * `exponential` holds all of it exactly, the fractions of a float histogram's counts too; of custom buckets it holds the
 * `bounds` besides, since they may change from point to point.
 */
export function histogramFields(histogram: NativeHistogram): HistogramFields | string {
	const sum = sampleValue(histogram.sumBits);
	if (sum === null) return { count: null, sum: null, bucketCounts: null, exponential: null };
	const count = histogram.countFloat ?? histogram.countInt;
	if (!isCount(count)) return NO_COUNT;
	const { schema } = histogram;
	if (schema === CUSTOM_BUCKETS) return customFields(histogram, count, sum);
	if (schema < MIN_SCHEMA || schema > MAX_SCHEMA) return `a native histogram's schema ${schema} is not known`;
	return exponentialFields(histogram, count, sum);
}

/** https://prometheus.io/docs/specs/native_histograms/#schema */
const CUSTOM_BUCKETS = -53;
const MIN_SCHEMA = -9;
const MAX_SCHEMA = 52;

const NO_COUNT = "a native histogram has a count that is not a number from 0 to 2^63";

type Count = bigint | number;

function customFields(histogram: NativeHistogram, count: Count, sum: number): HistogramFields | string {
	const { customValues, negativeSpans } = histogram;
	if (negativeSpans.length > 0) return "a histogram with custom buckets has negative ones";
	if (customValues.length >= prometheusLimits.buckets) return `a histogram has ${customValues.length} bounds`;
	if (customValues.some((bound, index) => !(bound > (customValues[index - 1] ?? Number.NEGATIVE_INFINITY)))) {
		return "the bounds of a histogram do not ascend";
	}
	const sparse = positiveSide(histogram);
	if (typeof sparse === "string") return sparse;
	const { offset, counts } = sparse;
	// One more than bounds: the last bucket has none.
	const places = customValues.length + 1;
	if (offset < 0 || offset + counts.length > places) return `buckets do not fit ${customValues.length} bounds`;
	const dense = [...zeros(offset), ...counts, ...zeros(places - offset - counts.length)];
	return {
		count: whole(count),
		sum,
		bucketCounts: dense.map(whole),
		exponential: exponentialJson(histogram, count, { offset: 0, counts: dense }, NO_BUCKETS),
	};
}

function zeros(length: number): Count[] {
	return new Array(length).fill(0);
}

function exponentialFields(histogram: NativeHistogram, count: Count, sum: number): HistogramFields | string {
	const positive = positiveSide(histogram);
	if (typeof positive === "string") return positive;
	const { negativeSpans, negativeDeltas, negativeCounts } = histogram;
	const negative = side(histogram, negativeSpans, negativeDeltas, negativeCounts);
	if (typeof negative === "string") return negative;
	return {
		count: whole(count),
		sum,
		bucketCounts: null,
		exponential: exponentialJson(histogram, count, fromOtlpIndex(positive), fromOtlpIndex(negative)),
	};
}

function positiveSide(histogram: NativeHistogram): DenseBuckets | string {
	return side(histogram, histogram.positiveSpans, histogram.positiveDeltas, histogram.positiveCounts);
}

function side(
	{ countFloat }: NativeHistogram,
	spans: BucketSpan[],
	deltas: bigint[],
	floats: number[],
): DenseBuckets | string {
	let last = 0n;
	const counts = countFloat === null ? deltas.map((delta) => (last += delta)) : floats;
	return counts.every(isCount) ? denseBuckets(spans, counts) : NO_COUNT;
}

/** Prometheus numbers a bucket by its upper bound, OpenTelemetry by its lower one. */
function fromOtlpIndex({ offset, counts }: DenseBuckets): DenseBuckets {
	return { offset: counts.length === 0 ? 0 : offset - 1, counts };
}

const NO_BUCKETS: DenseBuckets = { offset: 0, counts: [] };

function exponentialJson(
	{ schema, countFloat, zeroCountInt, zeroCountFloat, zeroThreshold, customValues }: NativeHistogram,
	count: Count,
	positive: DenseBuckets,
	negative: DenseBuckets,
): string {
	const isFloat = countFloat !== null;
	return (
		`{"scale":${schema},"zeroCount":${valueToJson(isFloat ? zeroCountFloat : zeroCountInt)},` +
		`"zeroThreshold":${valueToJson(zeroThreshold)},` +
		`"positive":${bucketsToJson(positive)},"negative":${bucketsToJson(negative)}` +
		(isFloat ? `,"count":${valueToJson(count)}` : "") +
		(schema === CUSTOM_BUCKETS ? `,"bounds":${valueToJson(customValues)}}` : "}")
	);
}

function bucketsToJson({ offset, counts }: DenseBuckets): string {
	return `{"offset":${offset},"counts":[${counts.join()}]}`;
}

/** What PostgreSQL's bigint holds, once it is rounded. */
function isCount(count: Count): boolean {
	return count >= 0 && count < 2 ** 63;
}

function whole(count: Count): string {
	return String(typeof count === "bigint" ? count : BigInt(Math.round(count)));
}
