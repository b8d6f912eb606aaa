// opentelemetry-proto 1.x: metrics/v1/metrics.proto, the data points.
import { Attributes } from "../attributes.ts";
import { many, message, one } from "../messageTable.ts";
import { double, fixed64, id, sfixed64, sint32, uint32, uint64 } from "../scalars.ts";

/** A double, or an integer as it was sent; null where there is none. */
type NumberValue = number | bigint | null;

export interface Exemplar {
	filteredAttributes: Attributes;
	timeUnixNano: bigint;
	value: NumberValue;
	spanId: string;
	traceId: string;
}

/** What all data points have. */
export interface DataPoint {
	attributes: Attributes;
	startTimeUnixNano: bigint;
	timeUnixNano: bigint;
	flags: number;
}

export interface NumberPoint extends DataPoint {
	value: NumberValue;
	exemplars: Exemplar[];
}

export interface HistogramPoint extends DataPoint {
	count: bigint;
	sum: number | null;
	bucketCounts: bigint[];
	explicitBounds: number[];
	exemplars: Exemplar[];
	min: number | null;
	max: number | null;
}

export interface Buckets {
	offset: number;
	bucketCounts: bigint[];
}

export interface ExponentialHistogramPoint extends DataPoint {
	count: bigint;
	sum: number | null;
	scale: number;
	zeroCount: bigint;
	positive: Buckets | null;
	negative: Buckets | null;
	exemplars: Exemplar[];
	min: number | null;
	max: number | null;
	zeroThreshold: number;
}

export interface ValueAtQuantile {
	quantile: number;
	value: number;
}

export interface SummaryPoint extends DataPoint {
	count: bigint;
	sum: number;
	quantileValues: ValueAtQuantile[];
}

const exemplar = message<Exemplar>(
	"Exemplar",
	() => ({ filteredAttributes: new Attributes(), timeUnixNano: 0n, value: null, spanId: "", traceId: "" }),
	{
		timeUnixNano: one(2, fixed64),
		asDouble: one(3, double, "value"),
		spanId: one(4, id),
		traceId: one(5, id),
		asInt: one(6, sfixed64, "value"),
		filteredAttributes: one(7, "attributes"),
	},
);

export const numberPoint = message<NumberPoint>(
	"NumberDataPoint",
	() => ({
		attributes: new Attributes(),
		startTimeUnixNano: 0n,
		timeUnixNano: 0n,
		flags: 0,
		value: null,
		exemplars: [],
	}),
	{
		startTimeUnixNano: one(2, fixed64),
		timeUnixNano: one(3, fixed64),
		asDouble: one(4, double, "value"),
		exemplars: many(5, exemplar),
		asInt: one(6, sfixed64, "value"),
		attributes: one(7, "attributes"),
		flags: one(8, uint32),
	},
);

export const histogramPoint = message<HistogramPoint>(
	"HistogramDataPoint",
	() => ({
		attributes: new Attributes(),
		startTimeUnixNano: 0n,
		timeUnixNano: 0n,
		flags: 0,
		count: 0n,
		sum: null,
		bucketCounts: [],
		explicitBounds: [],
		exemplars: [],
		min: null,
		max: null,
	}),
	{
		startTimeUnixNano: one(2, fixed64),
		timeUnixNano: one(3, fixed64),
		count: one(4, fixed64),
		sum: one(5, double),
		bucketCounts: many(6, fixed64),
		explicitBounds: many(7, double),
		exemplars: many(8, exemplar),
		attributes: one(9, "attributes"),
		flags: one(10, uint32),
		min: one(11, double),
		max: one(12, double),
	},
);

const buckets = message<Buckets>("Buckets", () => ({ offset: 0, bucketCounts: [] }), {
	offset: one(1, sint32),
	bucketCounts: many(2, uint64),
});

export const exponentialHistogramPoint = message<ExponentialHistogramPoint>(
	"ExponentialHistogramDataPoint",
	() => ({
		attributes: new Attributes(),
		startTimeUnixNano: 0n,
		timeUnixNano: 0n,
		flags: 0,
		count: 0n,
		sum: null,
		scale: 0,
		zeroCount: 0n,
		positive: null,
		negative: null,
		exemplars: [],
		min: null,
		max: null,
		zeroThreshold: 0,
	}),
	{
		attributes: one(1, "attributes"),
		startTimeUnixNano: one(2, fixed64),
		timeUnixNano: one(3, fixed64),
		count: one(4, fixed64),
		sum: one(5, double),
		scale: one(6, sint32),
		zeroCount: one(7, fixed64),
		positive: one(8, buckets),
		negative: one(9, buckets),
		flags: one(10, uint32),
		exemplars: many(11, exemplar),
		min: one(12, double),
		max: one(13, double),
		zeroThreshold: one(14, double),
	},
);

const valueAtQuantile = message<ValueAtQuantile>("ValueAtQuantile", () => ({ quantile: 0, value: 0 }), {
	quantile: one(1, double),
	value: one(2, double),
});

export const summaryPoint = message<SummaryPoint>(
	"SummaryDataPoint",
	() => ({
		attributes: new Attributes(),
		startTimeUnixNano: 0n,
		timeUnixNano: 0n,
		flags: 0,
		count: 0n,
		sum: 0,
		quantileValues: [],
	}),
	{
		startTimeUnixNano: one(2, fixed64),
		timeUnixNano: one(3, fixed64),
		count: one(4, fixed64),
		sum: one(5, double),
		quantileValues: many(6, valueAtQuantile),
		attributes: one(7, "attributes"),
		flags: one(8, uint32),
	},
);
