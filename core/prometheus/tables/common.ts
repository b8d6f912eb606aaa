// What prometheus.WriteRequest (prompb/types.proto) and io.prometheus.write.v2.Request have in common. Enums are
// numbers of the same meaning in both.
import { many, message, one } from "../../otlp/messageTable.ts";
import { double, enumeration, fixed64, int64, sint32, sint64, text, uint32, uint64 } from "../../otlp/scalars.ts";

/** Times are milliseconds since 1970; a start time of 0 is none. */
export interface Sample {
	/** The double's bits: which NaN it is decides what it means. */
	valueBits: bigint;
	timestamp: bigint;
	startTimestamp: bigint;
}

export interface Label {
	name: string;
	value: string;
}

export interface BucketSpan {
	/** Buckets between the previous span and this one; of the first span, where it starts. */
	offset: number;
	length: number;
}

export interface NativeHistogram {
	/** Set in an integer histogram. */
	countInt: bigint;
	/** Set in a float histogram; null in an integer histogram. */
	countFloat: number | null;
	sumBits: bigint;
	schema: number;
	zeroThreshold: number;
	zeroCountInt: bigint;
	zeroCountFloat: number;
	negativeSpans: BucketSpan[];
	negativeDeltas: bigint[];
	negativeCounts: number[];
	positiveSpans: BucketSpan[];
	positiveDeltas: bigint[];
	positiveCounts: number[];
	resetHint: number;
	timestamp: bigint;
	/** Upper bounds of custom buckets. */
	customValues: number[];
	startTimestamp: bigint;
}

export const sample = message<Sample>("Sample", () => ({ valueBits: 0n, timestamp: 0n, startTimestamp: 0n }), {
	value: one(1, fixed64, "valueBits"),
	timestamp: one(2, int64),
	startTimestamp: one(3, int64),
});

export const label = message<Label>("Label", () => ({ name: "", value: "" }), {
	name: one(1, text),
	value: one(2, text),
});

const bucketSpan = message<BucketSpan>("BucketSpan", () => ({ offset: 0, length: 0 }), {
	offset: one(1, sint32),
	length: one(2, uint32),
});

/** Histogram.ResetHint of a histogram whose counts may go down. */
export const GAUGE_HISTOGRAM = 3;

export const nativeHistogram = message<NativeHistogram>(
	"Histogram",
	() => ({
		countInt: 0n,
		countFloat: null,
		sumBits: 0n,
		schema: 0,
		zeroThreshold: 0,
		zeroCountInt: 0n,
		zeroCountFloat: 0,
		negativeSpans: [],
		negativeDeltas: [],
		negativeCounts: [],
		positiveSpans: [],
		positiveDeltas: [],
		positiveCounts: [],
		resetHint: 0,
		timestamp: 0n,
		customValues: [],
		startTimestamp: 0n,
	}),
	{
		countInt: one(1, uint64),
		countFloat: one(2, double),
		sum: one(3, fixed64, "sumBits"),
		schema: one(4, sint32),
		zeroThreshold: one(5, double),
		zeroCountInt: one(6, uint64),
		zeroCountFloat: one(7, double),
		negativeSpans: many(8, bucketSpan),
		negativeDeltas: many(9, sint64),
		negativeCounts: many(10, double),
		positiveSpans: many(11, bucketSpan),
		positiveDeltas: many(12, sint64),
		positiveCounts: many(13, double),
		resetHint: one(14, enumeration({ UNKNOWN: 0, YES: 1, NO: 2, GAUGE: GAUGE_HISTOGRAM })),
		timestamp: one(15, int64),
		customValues: many(16, double),
		startTimestamp: one(17, int64),
	},
);

/** MetricMetadata.MetricType of version 1.0 and Metadata.MetricType of 2.0. */
export const metricTypeNumber = enumeration({
	UNKNOWN: 0,
	COUNTER: 1,
	GAUGE: 2,
	HISTOGRAM: 3,
	GAUGEHISTOGRAM: 4,
	SUMMARY: 5,
	INFO: 6,
	STATESET: 7,
});
