import { z } from "zod";
import { flakiness } from "../core/runs/flakinessOf.ts";
import { flakinessOfTests } from "./compareTestRuns/flakinessOfTests.ts";
import type { AnswerContext } from "./context.ts";
import { positionOf } from "./cursor.ts";
import { type Fit, page, pageArguments, pageOf } from "./page.ts";
import { requireName } from "./requireName.ts";
import { findTest, knownTest } from "./testHistory/findTest.ts";
import { historyVerdict } from "./testHistory/historyVerdict.ts";
import { MOST_OUTCOMES, readOutcomes, type TestOutcomeOfRun, testOutcomeOfRun } from "./testHistory/readOutcomes.ts";
import { stateOf, testState } from "./testHistory/stateOf.ts";
import { timeRange, windowBefore } from "./timeRange.ts";

export const testHistoryArguments = z.strictObject({
	test: z
		.string()
		.trim()
		.min(1, "name a test.")
		.max(1_000, "give at most 1,000 characters.")
		.describe("Test name, or words of its file, suite and name, or its id"),
	repository: z.string().min(1).optional().describe("Where several have such a test: owner/name"),
	branch: z.string().min(1).optional().describe("Only runs of this branch"),
	source: z
		.enum(["ci", "local", "agent"])
		.optional()
		.describe("Only runs in CI, on a developer's machine, or by an agent"),
	timeRange: timeRange("30d"),
	...pageArguments(20, 100),
});
export type TestHistoryArguments = z.output<typeof testHistoryArguments>;

export const testHistoryResult = z.object({
	test: knownTest,
	window: z.object({ from: z.string(), to: z.string() }),
	verdict: z.string().describe("Whether it passes, since when and since which commit, and whether it is flaky"),
	state: testState.nullable().describe("Null where it neither passed nor failed"),
	flakiness: flakiness.describe("From the newest runs in CI, whatever the filters"),
	counts: z.partialRecord(testOutcomeOfRun.shape.status, z.number().int()),
	retried: z.number().int().describe("Runs in which it passed by a retry"),
	durationMs: z
		.object({ p50: z.number(), p95: z.number(), most: z.number() })
		.nullable()
		.describe("Of runs in which it passed"),
	runs: z.array(testOutcomeOfRun).describe("Newest first"),
	page,
});
export type TestHistoryResult = z.infer<typeof testHistoryResult>;

/** How one test ended in the runs of a time range, since when it fails, and whether it is flaky. */
export async function testHistory(
	{ db, now }: AnswerContext,
	{ test: text, repository, limit, cursor, timeRange: range, branch, source }: TestHistoryArguments,
	fit?: Fit<TestOutcomeOfRun>,
): Promise<TestHistoryResult> {
	const test = await findTest(db, text, repository);
	const position = positionOf(cursor, ["test_history", test.testId, range, branch, source], now);
	const window = windowBefore(position.asOf, range);
	const outcomes = await readOutcomes(db, test.testId, { window, branch, source });
	if (outcomes.length === 0 && branch !== undefined) await requireName(db, branch, ["branch"], test.repository);
	const judged = await flakinessOfTests(db, [test], { ci: null, local: null, others: [] });
	const flaky = judged.get(test.testId) ?? {
		verdict: "unknown" as const,
		reason: "no CI run is known",
		runs: 0,
		failed: 0,
		outages: 0,
	};
	const durations = outcomes.flatMap(({ status, durationMs }) =>
		status === "passed" && durationMs !== null ? [durationMs] : [],
	);
	const { rows, page } = pageOf(
		outcomes.slice(position.offset, position.offset + limit),
		position,
		{ total: outcomes.length, totalIsLeast: outcomes.length === MOST_OUTCOMES },
		fit,
	);
	const found = stateOf(outcomes);
	return {
		test,
		window,
		verdict: historyVerdict({ name: test.name, state: found, flakiness: flaky, outcomes, range }),
		state: found,
		flakiness: flaky,
		counts: Object.fromEntries(
			[...Map.groupBy(outcomes, ({ status }) => status)].map(([status, of]) => [status, of.length]),
		),
		retried: outcomes.filter(({ status, retries }) => status === "passed" && retries > 0).length,
		durationMs: percentiles(durations),
		runs: rows,
		page,
	};
}

/** By nearest rank. */
function percentiles(values: number[]): TestHistoryResult["durationMs"] {
	const sorted = values.toSorted((a, b) => a - b);
	const most = sorted.at(-1);
	if (most === undefined) return null;
	const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? most;
	return { p50: at(0.5), p95: at(0.95), most };
}
