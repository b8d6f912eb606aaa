/** What is read of texts, and how often a model is asked for. */
export const modelLimits = {
	/**
	 * UTF-16 code units that are read for each token that the model takes. English has 4 to 5 a token, logs fewer; only
	 * what is no language has more than this, and is not worth the time that tokenizing it takes.
	 */
	textPerToken: 16,
	/** Tries to go on with a download from which nothing more has come. */
	retries: 5,
	/** Before the first of them; the pauses double. */
	retryMs: 500,
} as const;
