/** What masking reads and keeps, in UTF-16 code units. */
export const templateLimits = {
	/** Read of a line; what follows has no say in its template. */
	line: 8192,
	/** A run without any white space or delimiter that is longer is data, not words. */
	word: 256,
	/** Kept of a template: some hundred words, more than any statement writes itself. */
	template: 2048,
	/** Templates of one layout that decide which are of one statement: what a new one costs does not grow beyond. */
	deciding: 500,
	/** Read of a stack trace. */
	stack: 32 * 1024,
	/** In-app frames that tell one error from another; deeper ones are how the caller got there. */
	frames: 8,
	/** Kept of one frame's function and file. */
	frame: 200,
	/** Distinct messages whose content a cache remembers. */
	cachedMessages: 4096,
	/** Longer messages are not worth the memory of a cache. */
	cachedMessage: 1024,
	/** Distinct stack traces whose frames a cache remembers, and the longest of them. */
	cachedStacks: 256,
	cachedStack: 8192,
} as const;
