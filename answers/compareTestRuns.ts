import { z } from "zod";
import type { AnswerContext } from "./context.ts";
import { type Fit, page, pageArguments } from "./page.ts";

export const compareTestRunsArguments = z.strictObject({
	commitSha: z
		.string()
		.trim()
		.toLowerCase()
		.regex(/^[0-9a-f]{7,64}$/, "give the commit's hash, or its first 7 or more hexadecimal digits.")
		.describe("Commit hash, or its first 7 or more digits"),
	repository: z.string().min(1).optional().describe("owner/name, where several repositories have the commit"),
	...pageArguments(20, 100),
});
export type CompareTestRunsArguments = z.output<typeof compareTestRunsArguments>;

/** A test run as its report told it. */
export const comparedRun = z.object({
	runId: z.string(),
	source: z.enum(["local", "ci", "agent"]),
	timestamp: z.string(),
	branch: z.string(),
	commitSha: z.string(),
	nodeVersion: z.string().nullable(),
	packageManager: z.string().nullable(),
	lockfileHash: z.string().nullable(),
	totalTests: z.number().int(),
	passedTests: z.number().int(),
	failedTests: z.number().int(),
	skippedTests: z.number().int(),
	lintErrors: z.number().int().describe("Errors of tsc, ESLint and the like"),
	durationMs: z.number(),
});
export type ComparedRun = z.infer<typeof comparedRun>;

/** In the order in which they are told. `fails` is of a run that has no other side. */
export const DIFFERENCES = [
	"fails_only_in_ci",
	"fails_only_locally",
	"fails_differently",
	"fails_in_both",
	"fails",
	"skipped_in_ci",
	"skipped_locally",
	"only_in_ci",
	"only_locally",
	"slower_in_ci",
	"slower_locally",
] as const;

/** What a test did on one side. */
export const testOutcome = z.object({
	status: z.enum(["passed", "failed", "skipped", "todo"]),
	durationMs: z.number().nullable(),
	retries: z.number().int().describe("How often it was run again before its status was final"),
	error: z
		.object({
			message: z.string(),
			type: z.string().nullable(),
			template: z.string().describe("The message with its variable parts masked"),
			place: z.string().nullable().describe("File and line"),
		})
		.nullable(),
});
export type TestOutcome = z.infer<typeof testOutcome>;

/** What is known of a failing test from other runs. */
export const flakiness = z.object({
	verdict: z.enum(["flaky", "probably_flaky", "not_flaky", "unknown"]),
	reason: z.string().describe("A sentence with the counts that the verdict is from"),
	runs: z.number().int().describe("Other CI runs looked at, latest first, in which the test ran"),
	failed: z.number().int().describe("Those in which it failed by itself, not in an outage"),
	outages: z.number().int().describe("Those left out: many tests failed at once, or by one error"),
});
export type Flakiness = z.infer<typeof flakiness>;

export const testDifference = z.object({
	testId: z.string(),
	file: z.string(),
	suite: z.string(),
	name: z.string(),
	difference: z.enum(DIFFERENCES),
	ci: testOutcome.nullable().describe("Null where the test is not in that run"),
	local: testOutcome.nullable(),
	flakiness: flakiness.nullable().describe("Of tests that fail"),
});
export type TestDifference = z.infer<typeof testDifference>;

export const compareTestRunsResult = z.object({
	commitSha: z.string(),
	repository: z.string(),
	verdict: z.string().describe("What differs and what it is probably due to, in a sentence with its evidence"),
	ci: comparedRun.nullable().describe("Latest run of the commit in CI"),
	local: comparedRun.nullable().describe("Latest run of the commit on a developer's machine, or by an agent"),
	nearest: comparedRun
		.nullable()
		.describe("Where a side is missing: its latest run of the same branch, of another commit"),
	environment: z
		.array(z.object({ name: z.string(), ci: z.string().nullable(), local: z.string().nullable() }))
		.describe("What differs between where the two ran: Node, package manager, lockfile, branch, operating system"),
	counts: z.partialRecord(z.enum(DIFFERENCES), z.number().int()).describe("Tests by difference"),
	tests: z.array(testDifference).describe("Tests that differ or fail, failing ones first"),
	lint: z
		.array(
			z.object({
				side: z.enum(["ci", "local"]).describe("Where it was reported, and not on the other side"),
				tool: z.string(),
				rule: z.string(),
				file: z.string(),
				line: z.number().int().nullable(),
				message: z.string(),
			}),
		)
		.describe("Errors of linters and compilers on one side alone"),
	notes: z.array(z.string()).describe("What to know about this answer"),
	page: page.describe("Of tests"),
});
export type CompareTestRunsResult = z.infer<typeof compareTestRunsResult>;

/** Compares the latest run of a commit in CI with the latest local one, test by test. */
export async function compareTestRuns(
	_context: AnswerContext,
	_args: CompareTestRunsArguments,
	_fit?: Fit<TestDifference>,
): Promise<CompareTestRunsResult> {
	throw new Error("in work");
}
