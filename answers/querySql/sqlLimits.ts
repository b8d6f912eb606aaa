/** What one statement from outside may cost. */
export const sqlLimits = {
	/** Characters of a statement. */
	text: 10_000,
	/** On a server, which then cuts it. */
	statementMs: 10_000,
	/** Statements at once in a process: each holds a connection that ingest waits for. */
	atOnce: 2,
	columns: 100,
	/** Characters of a value. */
	value: 500,
	/** Characters of an answer: where there are many columns, there are fewer rows. */
	answer: 1_000_000,
	/** Rows that may be skipped to get to a page. */
	offset: 10_000,
	/**
	 * The planner's estimate of a statement for the embedded database, which runs in this process and cannot be interrupted:
	 * a join of 13 million pairs, which takes some two to four seconds.
	 */
	embeddedCost: 200_000,
};
