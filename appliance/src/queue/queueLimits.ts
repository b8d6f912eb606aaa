/** How the queue shares the engine out. */
export const queueLimits = {
	/** Tokens of a batch, padding included. On a CPU more gain little, and who comes next waits longer; a GPU takes more to be busy. */
	batchTokens: { cpu: 1_024, cuda: 16_384 },
	/** What one run costs besides its tokens, as tokens: texts that pad each other by less go together. */
	runTokens: 32,
	/** Texts, the oldest, among which those of like length are looked for. */
	sortWindow: 512,
	/** Of so many batches one is the backlog's, however much is interactive. */
	backlogTurn: 4,
	/** What may wait, in seconds of work. A client's patience is a minute. */
	waitingSeconds: 30,
	/** The same in tokens, at least: the longest request. */
	waitingTokens: 32 * 512,
	/** A batch is handed over while one runs that takes no longer than this: later, newcomers could still join it. */
	prefetchMs: 250,
	/** Tokens a second that are assumed until the first batch is through: a CPU's. */
	firstSpeed: 500,
} as const;
