import { textLimits } from "../limits.ts";

/**
 * What one report may hold. Texts, in UTF-16 code units, are cut with a visible mark; counts are refused. A column in a
 * B-tree index must stay well below PostgreSQL's 2,704 bytes an index row, all of its columns together.
 */
export const reportLimits = {
	/** Indexed; chosen by the reporter or by `--run-id`. */
	runId: 255,
	/** Indexed with the branch, and the service of what its failures count as. */
	repository: textLimits.service,
	/** Git hosts allow 255 bytes. */
	branch: 255,
	/** Versions, hashes, names of tools. */
	word: 255,
	file: 1024,
	suite: 1024,
	/** Indexed. Parametrized tests have whole values in their names. */
	testName: 800,
	errorType: textLimits.errorType,
	errorMessage: textLimits.errorMessage,
	errorStack: textLimits.errorStack,
	/** Indexed; the longest rules of ESLint's plugins have some 80. */
	rule: 255,
	lintMessage: textLimits.errorMessage,
	/** One line of code. */
	sourceLine: 1024,
	/** Indexed with the run's id. */
	module: 500,
	metadataKey: 100,
	metadataText: 2048,

	/** The largest known suites of one repository have some 100,000. */
	tests: 200_000,
	/** Soft assertions and retries of one test. */
	failuresOfTest: 50,
	/** A linter's first run over a large old repository. */
	lint: 200_000,
	/** Files of a large repository. */
	modules: 50_000,
	metadata: 100,
} as const;
