import type { GateLimits } from "./gate.ts";

/** What one request may ask of the server. */
export interface RequestLimits {
	/** Body as it is sent. */
	bodyBytes: number;
	/** Body after inflation: what a small body can grow to. */
	inflatedBytes: number;
}

export const requestLimits: RequestLimits = {
	// The OpenTelemetry Collector's batches are below 4 MiB by default; a Worker has 128 MiB for everything.
	bodyBytes: 8 * 1024 * 1024,
	inflatedBytes: 32 * 1024 * 1024,
};

/** What one process takes on. */
export const gateLimits: GateLimits = {
	// Each may wait for one of ten connections; what waits longer than an exporter does is sent twice.
	requests: 256,
	// With what it is inflated to and the rows that it becomes, some four times as much memory.
	bytes: 128 * 1024 * 1024,
	// An exporter sends every few seconds: that is for thousands of them with one key.
	perKey: { perSecond: 1_000, burst: 5_000 },
};
