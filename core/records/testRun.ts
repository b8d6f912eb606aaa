import type { Activity, Content } from "./content.ts";

/** One row of `test_runs`. Times are ISO 8601 in UTC. */
export interface TestRun {
	runId: string;
	timestamp: string;
	receivedAt: string;
	repository: string;
	branch: string;
	commitSha: string;
	source: "local" | "ci" | "agent";
	nodeVersion: string | null;
	/** With its version: `npm@11.0.0`. */
	packageManager: string | null;
	pnpmVersion: string | null;
	lockfileHash: string | null;
	totalTests: number;
	passedTests: number;
	failedTests: number;
	/** Those still to be written included. */
	skippedTests: number;
	durationMs: number;
	/** JSON text. */
	metadata: string;
}

/** What the rows of a run have from it. */
export interface OfRun {
	runId: string;
	timestamp: string;
}

/** One row of `test_results`. */
export interface TestResult extends OfRun {
	repository: string;
	branch: string;
	source: TestRun["source"];
	/** Hash of repository, file, suite and name. */
	testId: string;
	/** Tells tests of one id in one run apart. */
	ordinal: number;
	file: string;
	suite: string;
	name: string;
	status: "passed" | "failed" | "skipped" | "todo";
	durationMs: number | null;
	retries: number;
}

/** One row of `test_failures`. */
export interface TestFailure extends OfRun {
	testId: string;
	testName: string;
	testFile: string;
	suiteName: string;
	errorType: string | null;
	errorMessage: string;
	errorStack: string | null;
	/** Where it was thrown. */
	filePath: string | null;
	lineNumber: number | null;
	templateId: string;
}

/** One row of `lint_failures`. */
export interface LintFailure extends OfRun {
	tool: string;
	rule: string;
	severity: "error" | "warning" | "info";
	message: string;
	filePath: string;
	line: number | null;
	column: number | null;
	source: string | null;
	templateId: string;
}

/** One row of `coverage`. What was not measured is null. */
export interface ModuleCoverage extends OfRun {
	module: string;
	lines: Covered | null;
	branches: Covered | null;
	functions: Covered | null;
	statements: Covered | null;
}

export interface Covered {
	total: number;
	covered: number;
}

/** All rows of one report, ready to be written in one transaction. Contents are keyed by their id. */
export interface TestRunRows {
	run: TestRun;
	results: TestResult[];
	failures: TestFailure[];
	lint: LintFailure[];
	coverage: ModuleCoverage[];
	contents: Map<string, Content>;
	activity: Activity[];
}
