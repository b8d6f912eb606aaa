import type { LintFailure, ModuleCoverage, TestFailure, TestResult, TestRun } from "../../core/records/testRun.ts";
import { float, id, insertFromArrays, integer, json, text, time } from "./unnest.ts";

/** Returns a row where the run was not there before. */
export const insertTestRun = insertFromArrays<TestRun>(
	"test_runs",
	[
		text("run_id", (run) => run.runId),
		time("timestamp", (run) => run.timestamp),
		text("repository", (run) => run.repository),
		text("branch", (run) => run.branch),
		text("commit_sha", (run) => run.commitSha),
		text("source", (run) => run.source),
		text("node_version", (run) => run.nodeVersion),
		text("package_manager", (run) => run.packageManager),
		text("pnpm_version", (run) => run.pnpmVersion),
		text("lockfile_hash", (run) => run.lockfileHash),
		integer("total_tests", (run) => run.totalTests),
		integer("passed_tests", (run) => run.passedTests),
		integer("failed_tests", (run) => run.failedTests),
		integer("skipped_tests", (run) => run.skippedTests),
		float("duration_ms", (run) => run.durationMs),
		json("metadata", (run) => run.metadata),
		time("received_at", (run) => run.receivedAt),
	],
	{ suffix: "ON CONFLICT DO NOTHING RETURNING run_id" },
);

/** Results are kept for longer than a run without failures: those of one that is reported again may be there. */
export const insertTestResults = insertFromArrays<TestResult>(
	"test_results",
	[
		time("timestamp", (result) => result.timestamp),
		id("test_id", (result) => result.testId),
		text("run_id", (result) => result.runId),
		integer("ordinal", (result) => result.ordinal),
		text("repository", (result) => result.repository),
		text("branch", (result) => result.branch),
		text("source", (result) => result.source),
		text("file", (result) => result.file),
		text("suite", (result) => result.suite),
		text("name", (result) => result.name),
		text("status", (result) => result.status),
		float("duration_ms", (result) => result.durationMs),
		integer("retries", (result) => result.retries),
	],
	{ suffix: "ON CONFLICT DO NOTHING" },
);

export const insertTestFailures = insertFromArrays<TestFailure>("test_failures", [
	time("timestamp", (failure) => failure.timestamp),
	text("run_id", (failure) => failure.runId),
	id("test_id", (failure) => failure.testId),
	text("test_name", (failure) => failure.testName),
	text("test_file", (failure) => failure.testFile),
	text("suite_name", (failure) => failure.suiteName),
	text("error_type", (failure) => failure.errorType),
	text("error_message", (failure) => failure.errorMessage),
	text("error_stack", (failure) => failure.errorStack),
	text("file_path", (failure) => failure.filePath),
	integer("line_number", (failure) => failure.lineNumber),
	id("template_id", (failure) => failure.templateId),
]);

export const insertLintFailures = insertFromArrays<LintFailure>("lint_failures", [
	time("timestamp", (failure) => failure.timestamp),
	text("run_id", (failure) => failure.runId),
	text("tool", (failure) => failure.tool),
	text("rule", (failure) => failure.rule),
	text("severity", (failure) => failure.severity),
	text("message", (failure) => failure.message),
	text("file_path", (failure) => failure.filePath),
	integer("line", (failure) => failure.line),
	integer("column_number", (failure) => failure.column),
	text("source", (failure) => failure.source),
	id("template_id", (failure) => failure.templateId),
]);

export const insertCoverage = insertFromArrays<ModuleCoverage>("coverage", [
	text("run_id", (coverage) => coverage.runId),
	time("timestamp", (coverage) => coverage.timestamp),
	text("module", (coverage) => coverage.module),
	...(["lines", "branches", "functions", "statements"] as const).flatMap((what) => [
		integer<ModuleCoverage>(`${what}_total`, (coverage) => coverage[what]?.total ?? null),
		integer<ModuleCoverage>(`${what}_covered`, (coverage) => coverage[what]?.covered ?? null),
	]),
]);
