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
