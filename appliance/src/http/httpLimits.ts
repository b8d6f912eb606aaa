/** What one request may ask of the appliance. */
export const httpLimits = {
	/** Texts of one request. */
	texts: 32,
	/** Bytes of a body: 32 logs of 100 KB, escaped. */
	bodyBytes: 4 * 1024 * 1024,
	/** Milliseconds from the first to the last byte of a request; who takes longer is cut off. */
	requestMs: 30_000,
	/** Milliseconds until texts are computed; Vagus's functions wait for 50 seconds. */
	embedMs: 60_000,
	/** Milliseconds until a chat's answer has ended. */
	chatMs: 10 * 60_000,
	/** Milliseconds that a request's texts are tokenized before others get their turn. */
	turnMs: 5,
	/** Seconds after which to come again, where no measure says it: a model's process is back by then, or will not be soon. */
	retryAfter: 2,
} as const;
