export type MetricType = "gauge" | "counter" | "updowncounter" | "histogram" | "exponential_histogram" | "summary";
export type Temporality = "cumulative" | "delta";

/** One row of `metric_series`: everything about a series that does not change from sample to sample. */
export interface MetricSeries {
	/** Hash of all other fields but the description; of the labels alone where a source has metadata apart (Prometheus). */
	seriesId: string;
	metricName: string;
	metricType: MetricType;
	temporality: Temporality | null;
	unit: string;
	description: string | null;
	service: string;
	environment: string;
	/** JSON text with sorted keys: the data point's attributes. */
	labels: string;
	/** Explicit upper bounds of a histogram's buckets, without the last, infinite one. */
	bucketBounds: number[] | null;
	resourceId: string;
	scopeId: string;
}

/** One row of `metric_points`. */
export interface MetricPoint {
	timestamp: string;
	seriesId: string;
	startTimestamp: string | null;
	/** Of gauges and sums; null where the sender recorded no value. */
	value: number | null;
	/** Of histograms and summaries; decimal int64. */
	count: string | null;
	sum: number | null;
	min: number | null;
	max: number | null;
	/** One more than the series' bounds; decimal int64 each. */
	bucketCounts: string[] | null;
	/**
	 * JSON text: `{scale, zeroCount, zeroThreshold, positive: {offset, counts}, negative: {offset, counts}}`. Where counts
	 * may be fractions, `count` besides; where buckets have bounds of the point's own, `scale` -53 and `bounds`.
	 */
	exponential: string | null;
	/** JSON text: `[[quantile, value], …]` of a summary. */
	quantiles: string | null;
	/** JSON text. */
	exemplars: string | null;
}
