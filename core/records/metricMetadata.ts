import type { MetricSeries } from "./metric.ts";

/** What a source says of all its series of a name, apart from their samples. */
export type MetricMetadata = Pick<MetricSeries, "metricName" | "metricType" | "temporality" | "unit"> & {
	/** Empty where there is no text: that it is none is known, then. */
	description: string;
};
