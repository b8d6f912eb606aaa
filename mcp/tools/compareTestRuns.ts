import { z } from "zod";
import {
	compareTestRuns as answer,
	type ComparedRun,
	type CompareTestRunsResult,
	compareTestRunsArguments,
	compareTestRunsResult,
	type TestDifference,
	type TestOutcome,
} from "../../answers/compareTestRuns.ts";
import { page } from "../../answers/page.ts";
import { short } from "../../core/text/short.ts";
import { budgetArguments, roomOf, rowsWithin, shares } from "../budget.ts";
import { type CsvRow, csv } from "../csv.ts";
import { defineTool } from "../defineTool.ts";
import { MORE, nextSearch, rounded, sentences, toSecond } from "../words.ts";

/** CI beside local, of one commit. */
export const compareTestRuns = defineTool({
	name: "compare_test_runs",
	title: "Compare test runs",
	description: `Answers "CI failed, local passed: why?" for a commit: compares its latest CI run with its latest local \
run (a developer's or an agent's) test by test, with the errors, flakiness from earlier CI runs, differing Node, package \
manager, lockfile and lint errors, and a verdict. Where only one side was reported, it says which, and tells what failed \
there. Use it for a failed CI run or before you push. Not for an error of a running service, or where you know a message \
but no commit: use search_errors.`,
	arguments: compareTestRunsArguments.extend(budgetArguments),
	data: z.object({
		commitSha: z.string(),
		repository: z.string(),
		verdict: z.string(),
		runs: z.string().optional().describe("nearest: of another commit, where a side is missing"),
		environment: z.string().optional().describe("what differs between where the two ran"),
		counts: compareTestRunsResult.shape.counts,
		tests: z
			.string()
			.describe(
				"those that differ or fail, failing ones first; error: in CI, else the local one; localError: where it is another",
			),
		lint: z.string().optional().describe("errors on one side alone"),
		notes: z.array(z.string()).optional(),
		...page.shape,
	}),
	async answer(context, { maxTokens, ...args }) {
		const { list, tables } = shares(maxTokens, args.cursor === undefined);
		const found = await answer(context, args, rowsWithin(list, testRow));
		return { data: dataOf(found, tables), text: textOf(found) };
	},
});

function dataOf(found: CompareTestRunsResult, tokens: number) {
	const { commitSha, repository, counts, tests, notes, page } = found;
	const room = roomOf(tokens);
	const runs = room.table("runs", runRows(found));
	const environment = room.table("environment", found.environment);
	const lint = room.table("lint", found.lint.map(lintRow));
	const said = [...notes.map((note) => short(note, NOTE)), ...room.leftOut];
	return {
		commitSha,
		repository,
		verdict: short(found.verdict, VERDICT),
		runs,
		environment,
		counts,
		tests: csv(tests.map(testRow)),
		lint,
		notes: said.length > 0 ? said : undefined,
		...page,
	};
}

/** Characters of a text. */
const VERDICT = 300;
const NOTE = 200;
const ERROR = 200;
const NAME = 160;
const PLACE = 100;

function runRows({ ci, local, nearest, commitSha }: CompareTestRunsResult): CsvRow[] {
	return Object.entries({ ci, local, nearest }).flatMap(([role, run]) => (run ? [runRow(role, run, commitSha)] : []));
}

function runRow(role: string, run: ComparedRun, commitSha: string): CsvRow {
	return {
		role,
		source: run.source === role ? null : run.source,
		runId: short(run.runId, PLACE),
		timestamp: toSecond(run.timestamp),
		branch: short(run.branch, PLACE),
		commitSha: run.commitSha === commitSha ? null : run.commitSha,
		node: run.nodeVersion,
		packageManager: run.packageManager,
		tests: run.totalTests,
		passed: run.passedTests,
		failed: run.failedTests,
		skipped: run.skippedTests,
		lintErrors: run.lintErrors,
		durationMs: rounded(run.durationMs),
	};
}

function testRow(test: TestDifference): CsvRow {
	const { ci, local, flakiness } = test;
	const error = ci?.error ?? local?.error;
	const known = flakiness?.verdict === "unknown" ? null : flakiness;
	const other = ci?.error && local?.error && ci.error.message !== local.error.message ? local.error : null;
	return {
		difference: test.difference,
		test: short([test.file, test.suite, test.name].filter(Boolean).join(" > "), NAME),
		ci: ci && outcome(ci),
		local: local && outcome(local),
		error: error && short(error.message, ERROR),
		place: error?.place && short(error.place, PLACE),
		localError: other && short(other.message, ERROR),
		flaky: known?.verdict,
		flakyBecause: known && short(known.reason, NAME),
	};
}

function outcome({ status, durationMs, retries }: TestOutcome): string {
	return sentences(
		status,
		durationMs !== null && `${rounded(durationMs)}ms`,
		retries > 0 && `after ${retries} ${retries === 1 ? "retry" : "retries"}`,
	);
}

function lintRow(error: CompareTestRunsResult["lint"][number]): CsvRow {
	const { side, tool, rule, file, line, message } = error;
	return {
		side,
		tool,
		rule,
		place: short(line === null ? file : `${file}:${line}`, PLACE),
		message: short(message, ERROR),
	};
}

function textOf({ verdict, tests, page }: CompareTestRunsResult): string {
	const failure = tests.flatMap(({ ci, local }) => ci?.error ?? local?.error ?? [])[0];
	return sentences(
		short(verdict, VERDICT),
		page.truncated && MORE,
		nextSearch(failure?.template, { timeRange: "90d" }),
	);
}
