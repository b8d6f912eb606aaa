import type { MetricType } from "../records/metric.ts";
import type { MetricMetadata } from "../records/metricMetadata.ts";

/**
 * The type of a series of floats. A classic histogram or a summary is several of them: its buckets, counts and sums are
 * counters, its quantiles gauges. Where no metadata tells, names do: `_total`, `_bucket`, `_count` and `_sum` are what
 * the exposition formats call counters.
 */
export function floatType(metricName: string, typeNumber: number): Pick<MetricMetadata, "metricType" | "temporality"> {
	const decided = DECIDED[typeNumber];
	const metricType = decided ?? (COUNTER_NAME.test(metricName) ? "counter" : "gauge");
	return { metricType, temporality: metricType === "counter" ? "cumulative" : null };
}

/** The names that series of a metric family may have: its own, and those of its parts. */
export function namesOfFamily(family: string, typeNumber: number): string[] {
	return [family, ...(PARTS[typeNumber] ?? []).map((part) => family + part)];
}

const COUNTER_NAME = /_(total|bucket|count|sum)$/;

/** By MetricType; unknown (0), histogram (3) and summary (5) leave it to the name. */
const DECIDED: readonly (MetricType | undefined)[] = [
	undefined,
	"counter",
	"gauge",
	undefined,
	"gauge",
	undefined,
	"gauge",
	"gauge",
];

const PARTS: readonly (readonly string[])[] = [
	[],
	["_total"],
	[],
	["_bucket", "_count", "_sum"],
	["_bucket", "_gcount", "_gsum"],
	["_count", "_sum"],
	["_info"],
	[],
];
