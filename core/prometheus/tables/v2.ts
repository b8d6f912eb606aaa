// io.prometheus.write.v2.Request of remote write 2.0: prompb/io/prometheus/write/v2/types.proto. A `ref` is an index into
// the request's symbols.
import { many, message, one } from "../../otlp/messageTable.ts";
import { double, int64, text, uint32 } from "../../otlp/scalars.ts";
import { metricTypeNumber, type NativeHistogram, nativeHistogram, type Sample, sample } from "./common.ts";

export interface ExemplarV2 {
	labelsRefs: number[];
	value: number;
	timestamp: bigint;
}

export interface MetadataV2 {
	type: number;
	helpRef: number;
	unitRef: number;
}

export interface TimeSeriesV2 {
	labelsRefs: number[];
	samples: Sample[];
	histograms: NativeHistogram[];
	exemplars: ExemplarV2[];
	metadata: MetadataV2 | null;
	/** Start of all samples: up to 2.0-rc.3, before each sample had its own. */
	createdTimestamp: bigint;
}

export interface RequestV2 {
	symbols: string[];
	timeseries: TimeSeriesV2[];
}

const exemplar = message<ExemplarV2>("Exemplar", () => ({ labelsRefs: [], value: 0, timestamp: 0n }), {
	labelsRefs: many(1, uint32),
	value: one(2, double),
	timestamp: one(3, int64),
});

const metadata = message<MetadataV2>("Metadata", () => ({ type: 0, helpRef: 0, unitRef: 0 }), {
	type: one(1, metricTypeNumber),
	helpRef: one(3, uint32),
	unitRef: one(4, uint32),
});

const timeSeries = message<TimeSeriesV2>(
	"TimeSeries",
	() => ({ labelsRefs: [], samples: [], histograms: [], exemplars: [], metadata: null, createdTimestamp: 0n }),
	{
		labelsRefs: many(1, uint32),
		samples: many(2, sample),
		histograms: many(3, nativeHistogram),
		exemplars: many(4, exemplar),
		metadata: one(5, metadata),
		createdTimestamp: one(6, int64),
	},
);

export const requestV2 = message<RequestV2>("Request", () => ({ symbols: [], timeseries: [] }), {
	symbols: many(4, text),
	timeseries: many(5, timeSeries),
});
