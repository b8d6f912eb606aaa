import type { GateLimits } from "./gate.ts";
import type { CommitLimits } from "./groupCommit.ts";

/** What one request may ask of the server. */
export interface RequestLimits {
	/** Body as it is sent. */
	bodyBytes: number;
	/** Body after inflation: what a small body can grow to. */
	inflatedBytes: number;
	/** Milliseconds from the head of a request to the end of its body. */
	bodyMs: number;
}

export const requestLimits: RequestLimits = {
	// The OpenTelemetry Collector's batches are below 4 MiB by default; a Worker has 128 MiB for everything.
	bodyBytes: 8 * 1024 * 1024,
	inflatedBytes: 32 * 1024 * 1024,
	// An exporter gives up after ten seconds.
	bodyMs: 15_000,
};

/** What a queue between the edge and the database carries, and what its consumer does at once. */
export const queueLimits = {
	/** Cloudflare's 128,000 bytes, less what a dead letter's reason takes, and some hundred that are Cloudflare's own. */
	cloudflareMessageBytes: 124_000,
	/** The 256 KiB of text that every SQS queue takes, less what base64 and a dead letter's reason take. */
	sqsMessageBytes: 190_000,
	/** Bodies, inflated, that are written in one transaction; one that is larger is written alone. */
	transactionBytes: 8 * 1024 * 1024,
	/** How often a message is handed over whose own fault it is that it cannot be written. */
	tries: 3,
	/** Of what a dead letter says about why it is one, in UTF-16 code units. */
	reasonLength: 500,
	/** How long a message waits that could not be written, in seconds: at first, doubling each time, at most. */
	retry: { first: 5, most: 1_800 },
};

/** How one process has its requests written together. */
export const commitLimits: CommitLimits = {
	// While the database works on one, the next is read.
	writers: 2,
	// More make none of them cheaper, and all of them are in memory at once.
	rows: 5_000,
	bytes: 8 * 1024 * 1024,
	// By then an exporter has given up, and sends again.
	waitMs: 10_000,
};

/** What one process takes on. */
export const gateLimits: GateLimits = {
	// Each may wait for one of ten connections; what waits longer than an exporter does is sent twice.
	requests: 256,
	// With the rows that they become, some four times as much memory.
	bytes: 128 * 1024 * 1024,
	// An exporter sends every few seconds: that is for thousands of them with one key.
	// At once, half of all: enough where all senders have one key, and one that anyone can read in a page does not shut
	// out the others with slow requests.
	perKey: { perSecond: 1_000, burst: 5_000, atOnce: 128 },
};
