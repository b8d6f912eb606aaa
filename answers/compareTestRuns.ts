import { z } from "zod";
import { comparisonVerdict } from "../core/runs/comparisonVerdict.ts";
import { DIFFERENCES, type Difference, difference } from "../core/runs/differenceOf.ts";
import { environmentDifferences } from "../core/runs/environmentDifferences.ts";
import { type Flakiness, flakiness } from "../core/runs/flakinessOf.ts";
import { commitOf } from "./compareTestRuns/commitOf.ts";
import { commonError } from "./compareTestRuns/commonError.ts";
import {
	type ComparedRun,
	type ComparedRuns,
	comparedRun,
	comparedRuns,
	type StoredRun,
} from "./compareTestRuns/comparedRuns.ts";
import { type DifferingTest, differingTests } from "./compareTestRuns/differingTests.ts";
import { flakinessOfTests } from "./compareTestRuns/flakinessOfTests.ts";
import { lintDifference, lintDifferences } from "./compareTestRuns/lintDifferences.ts";
import { notesOnRuns } from "./compareTestRuns/notesOnRuns.ts";
import { errorKey, type TestError, testError, testErrors } from "./compareTestRuns/testErrors.ts";
import type { AnswerContext } from "./context.ts";
import { positionOf } from "./cursor.ts";
import { type Fit, page, pageArguments, pageOf } from "./page.ts";

export type { ComparedRun } from "./compareTestRuns/comparedRuns.ts";

export const compareTestRunsArguments = z.strictObject({
	commitSha: z
		.string()
		.trim()
		.toLowerCase()
		.regex(/^[0-9a-f]{7,64}$/, "give the commit's hash, or its first 7 or more hexadecimal digits.")
		.describe("Commit hash, or its first 7 or more digits"),
	repository: z
		.string()
		.min(1)
		.optional()
		.describe("Where several repositories have the commit: owner/name, or a folder's name"),
	...pageArguments(20, 100),
});
export type CompareTestRunsArguments = z.output<typeof compareTestRunsArguments>;

/** What a test did on one side. */
export const testOutcome = z.object({
	status: z.enum(["passed", "failed", "skipped", "todo"]),
	durationMs: z.number().nullable(),
	retries: z.number().int().describe("How often it was run again before its status was final"),
	error: testError.nullable().describe("Of a failed test, its first one"),
});
export type TestOutcome = z.infer<typeof testOutcome>;

export const testDifference = z.object({
	testId: z.string(),
	file: z.string(),
	suite: z.string(),
	name: z.string(),
	difference,
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
	nearest: comparedRun.nullable().describe("Where a side is missing: its latest run of the branch, of another commit"),
	environment: z
		.array(z.object({ name: z.string(), ci: z.string(), local: z.string() }))
		.describe(
			"What differs between where the two ran: Node, lockfile, package manager, operating system, branch, merge",
		),
	counts: z.partialRecord(z.enum(DIFFERENCES), z.number().int()).describe("Tests by difference"),
	tests: z.array(testDifference).describe("Tests that differ or fail, the weightiest differences first"),
	lint: z.array(lintDifference).describe("Errors of linters and compilers on one side alone, the first of each side"),
	notes: z.array(z.string()).describe("What to know about this answer"),
	page: page.describe("Of tests"),
});
export type CompareTestRunsResult = z.infer<typeof compareTestRunsResult>;

/** Compares the latest run of a commit in CI with the latest one elsewhere, test by test. */
export async function compareTestRuns(
	{ db, now }: AnswerContext,
	{ commitSha: prefix, repository: wanted, limit, cursor }: CompareTestRunsArguments,
	fit?: Fit<TestDifference>,
): Promise<CompareTestRunsResult> {
	const commit = await commitOf(db, prefix, wanted);
	const runs = await comparedRuns(db, commit);
	const { ci, local, nearest } = runs;
	// A cursor is of these two runs: once another one has come, the list that it leads through is no longer true.
	const position = positionOf(cursor, ["compare_test_runs", commit, ci?.runId, local?.runId], now);
	const { tests, bounded } = await differingTests(db, runs);
	const shown = tests.slice(position.offset, position.offset + limit);
	const failing = tests.filter(isFailing);
	const failingShown = shown.filter(isFailing);
	const judged = await flakinessOfTests(db, [...new Set([...failing.slice(0, MOST_JUDGED), ...failingShown])], runs);
	const errors = await testErrors(db, runs, failingShown);
	const lint = await lintDifferences(db, runs);
	const environment = ci && local ? environmentDifferences(ci, local) : [];
	const counts = countsOf(tests);
	const { rows, page } = pageOf(
		shown.map((test) => rowOf(test, runs, errors, judged)),
		position,
		{ total: tests.length, totalIsLeast: bounded },
		fit,
	);
	return {
		...commit,
		verdict: comparisonVerdict({
			...{ ci, local, nearest, counts, environment },
			lint: lint.counts,
			uncommitted: local?.metadata.dirty === true,
			commonError: await commonError(db, failing),
			failing: failing.slice(0, MOST_JUDGED).flatMap(({ testId, name }) => {
				const known = judged.get(testId);
				return known ? [{ name, flakiness: known }] : [];
			}),
		}),
		ci: ci && published(ci),
		local: local && published(local),
		nearest: nearest && published(nearest),
		environment,
		counts,
		tests: rows,
		lint: lint.first,
		notes: [
			...notesOnRuns(runs),
			...(failing.length > MOST_JUDGED ? [`The verdict looks at the history of ${MOST_JUDGED} failing tests.`] : []),
			...(bounded ? [`More tests differ than the ${tests.length} that were read; failing ones were read first.`] : []),
			...(lint.first.length < lint.counts.ci + lint.counts.local
				? [`${lint.first.length} of ${lint.counts.ci + lint.counts.local} lint errors are listed.`]
				: []),
		],
		page,
	};
}

/** Failing tests whose history is read for the verdict, besides those that are shown. */
const MOST_JUDGED = 20;

function isFailing({ ci, local }: DifferingTest): boolean {
	return ci?.status === "failed" || local?.status === "failed";
}

function countsOf(tests: DifferingTest[]): Partial<Record<Difference, number>> {
	const groups = Map.groupBy(tests, (test) => test.difference);
	return Object.fromEntries([...groups].map(([name, group]) => [name, group.length]));
}

function rowOf(
	{ ci, local, ...test }: DifferingTest,
	runs: ComparedRuns,
	errors: Map<string, TestError>,
	judged: Map<string, Flakiness>,
): TestDifference {
	const outcome = (run: StoredRun | null, found: DifferingTest["ci"]): TestOutcome | null => {
		if (!run || !found) return null;
		const { status, durationMs, retries } = found;
		const error = status === "failed" ? errors.get(errorKey(run.runId, test.testId)) : undefined;
		return { status, durationMs, retries, error: error ?? null };
	};
	return {
		...test,
		ci: outcome(runs.ci, ci),
		local: outcome(runs.local, local),
		flakiness: isFailing({ ci, local, ...test }) ? (judged.get(test.testId) ?? null) : null,
	};
}

function published({ metadata: _, ...run }: StoredRun): ComparedRun {
	return run;
}
