import { z } from "zod";
import { currentStreak } from "../../core/runs/currentStreak.ts";
import { type TestOutcomeOfRun, testOutcomeOfRun } from "./readOutcomes.ts";

const change = testOutcomeOfRun.pick({ runId: true, timestamp: true, commitSha: true });

/** The runs since the test last changed between passing and failing, on one branch. */
export const testState = z.object({
	branch: z.string(),
	status: z.enum(["passed", "failed"]),
	runs: z.number().int().describe("How many in a row"),
	first: change.describe("The first of these: of a failing test, the first failing commit"),
	before: change.nullable().describe("The last that ended otherwise; null where none is known"),
});
export type TestState = z.infer<typeof testState>;

/** On the branch with the most runs: a failure of another branch says nothing about this one. Runs in CI count, where there are any. */
export function stateOf(outcomes: TestOutcomeOfRun[]): TestState | null {
	const ended = outcomes.flatMap((outcome) => {
		const { status } = outcome;
		return status === "passed" || status === "failed" ? [{ ...outcome, status }] : [];
	});
	const inCi = ended.filter(({ source }) => source === "ci");
	const byBranch = Map.groupBy(inCi.length > 0 ? inCi : ended, ({ branch }) => branch);
	const [branch, of] = [...byBranch].toSorted((a, b) => b[1].length - a[1].length)[0] ?? [];
	const streak = of && currentStreak(of);
	if (!streak || branch === undefined) return null;
	const { status, length, first, before } = streak;
	return { branch, status, runs: length, first: changeOf(first), before: before && changeOf(before) };
}

function changeOf({ runId, timestamp, commitSha }: TestOutcomeOfRun) {
	return { runId, timestamp, commitSha };
}
