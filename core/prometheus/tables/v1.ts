// prometheus.WriteRequest of remote write 1.0: prompb/remote.proto and prompb/types.proto.
import { many, message, one } from "../../otlp/messageTable.ts";
import { double, int64, text } from "../../otlp/scalars.ts";
import {
	type Label,
	label,
	metricTypeNumber,
	type NativeHistogram,
	nativeHistogram,
	type Sample,
	sample,
} from "./common.ts";

export interface Exemplar {
	labels: Label[];
	value: number;
	timestamp: bigint;
}

export interface TimeSeries {
	labels: Label[];
	samples: Sample[];
	exemplars: Exemplar[];
	histograms: NativeHistogram[];
}

/** What a target says of a metric. Prometheus sends it every minute, apart from samples. */
export interface MetricMetadata {
	type: number;
	metricFamilyName: string;
	help: string;
	unit: string;
}

export interface WriteRequest {
	timeseries: TimeSeries[];
	metadata: MetricMetadata[];
}

const exemplar = message<Exemplar>("Exemplar", () => ({ labels: [], value: 0, timestamp: 0n }), {
	labels: many(1, label),
	value: one(2, double),
	timestamp: one(3, int64),
});

const timeSeries = message<TimeSeries>(
	"TimeSeries",
	() => ({ labels: [], samples: [], exemplars: [], histograms: [] }),
	{
		labels: many(1, label),
		samples: many(2, sample),
		exemplars: many(3, exemplar),
		histograms: many(4, nativeHistogram),
	},
);

const metricMetadata = message<MetricMetadata>(
	"MetricMetadata",
	() => ({ type: 0, metricFamilyName: "", help: "", unit: "" }),
	{
		type: one(1, metricTypeNumber),
		metricFamilyName: one(2, text),
		help: one(4, text),
		unit: one(5, text),
	},
);

export const writeRequest = message<WriteRequest>("WriteRequest", () => ({ timeseries: [], metadata: [] }), {
	timeseries: many(1, timeSeries),
	metadata: many(3, metricMetadata),
});
