/** What the model's process may take and need. */
export const engineLimits = {
	/** Padded tokens of one run: more gain no speed on a CPU. A larger batch is run in parts. */
	cpuRunTokens: 4096,
	/** The same on a GPU, which takes more at once to be busy. */
	cudaRunTokens: 16_384,
	/** Least cosine similarity to fp32's vectors with which a quantized model stands in for it. */
	agreement: 0.99,
	/** Until the model answers first: 1.3 GB from a slow disk, compared, and warmed up. */
	startMs: 10 * 60_000,
	/** For an answer at least; what takes longer hangs. */
	answerMs: 60_000,
	/** For an answer on a slow machine: so many times what the largest run took while nothing else was asked for. */
	answerWarmUps: 20,
	/** Before the first try to start again; each failure doubles it. */
	restartMs: 500,
	/** The longest of these pauses. */
	restartMostMs: 30_000,
} as const;
