import type { MetricMetadata, TimeSeries } from "./tables/v1.ts";

/** A remote-write request of either version, its symbols resolved. */
export interface RemoteWrite {
	series: WrittenSeries[];
	/** Version 1.0's metadata, which comes apart from series. */
	families: MetricMetadata[];
}

export interface WrittenSeries extends TimeSeries {
	/** Version 2.0's metadata, which comes with each series. */
	metadata: Pick<MetricMetadata, "type" | "help" | "unit"> | null;
}
