import { z } from "zod";
import { page } from "../../answers/page.ts";
import { labelOf } from "../../answers/testHistory/findTest.ts";
import { testHistory as answer, type TestHistoryResult, testHistoryArguments } from "../../answers/testHistory.ts";
import { short } from "../../core/text/short.ts";
import { budgetArguments, rowsWithin, shares } from "../budget.ts";
import { type CsvRow, csv } from "../csv.ts";
import { defineTool } from "../defineTool.ts";
import { MORE, nextCall, rounded, sentences, toSecond } from "../words.ts";

/** One test over many runs. */
export const testHistory = defineTool({
	name: "test_history",
	title: "History of a test",
	description: `Tells of one test whether it passes, since which commit it fails, whether it is flaky and why, how long \
it takes, and how it ended in each run. Use it for "who broke this test?" and "is it flaky?". Not for what failed in one \
run or commit: use compare_test_runs. Not for an error of which you know no test: use search_errors.`,
	arguments: testHistoryArguments.extend(budgetArguments),
	data: z.object({
		test: z.string(),
		testId: z.string(),
		repository: z.string(),
		counts: z.record(z.string(), z.number()),
		retried: z.number().optional(),
		durationMs: z.record(z.string(), z.number().nullable()).optional(),
		runs: z.string().describe("newest first"),
		...page.shape,
	}),
	async answer(context, { maxTokens, ...args }) {
		const found = await answer(context, args, rowsWithin(shares(maxTokens, false).list, runRow));
		return { data: dataOf(found), text: textOf(found) };
	},
});

function dataOf({ test, counts, retried, durationMs, runs, page }: TestHistoryResult) {
	const rounding = Object.entries(durationMs ?? {}).map(([figure, ms]) => [figure, rounded(ms)]);
	return {
		test: short(labelOf(test), LABEL),
		testId: test.testId,
		repository: short(test.repository, NAME),
		counts,
		retried: retried > 0 ? retried : undefined,
		durationMs: durationMs ? Object.fromEntries(rounding) : undefined,
		runs: csv(runs.map(runRow)),
		...page,
	};
}

/** Characters of a text. */
const LABEL = 200;
const NAME = 80;
const ERROR = 160;
const VERDICT = 600;

function runRow(run: TestHistoryResult["runs"][number]): CsvRow {
	return {
		time: toSecond(run.timestamp),
		status: run.status,
		source: run.source,
		branch: short(run.branch, NAME),
		commitSha: run.commitSha?.slice(0, SHORT_SHA),
		durationMs: rounded(run.durationMs),
		retries: run.retries > 0 ? run.retries : null,
		node: run.nodeVersion,
		error: run.error && short(run.error, ERROR),
	};
}

const SHORT_SHA = 10;

function textOf({ verdict, state, page }: TestHistoryResult): string {
	const commitSha = state?.status === "failed" ? state.first.commitSha : null;
	return sentences(
		short(verdict, VERDICT),
		page.truncated && MORE,
		commitSha && nextCall("compare_test_runs", { commitSha }),
	);
}
