import { z } from "zod";

/** What is known of a failing test from other runs. */
export const flakiness = z.object({
	verdict: z.enum(["flaky", "probably_flaky", "not_flaky", "unknown"]),
	reason: z.string().describe("The counts that the verdict is from"),
	runs: z.number().int().describe("Other CI runs in which the test ran, the latest ones"),
	failed: z.number().int().describe("Those in which it failed, without outages"),
	outages: z.number().int().describe("Those left out: many tests failed at once or by one error"),
});
export type Flakiness = z.infer<typeof flakiness>;

/** How a test ended in one run. */
export interface PastOutcome {
	status: "passed" | "failed";
	retries: number;
	/** Null where it is no longer known. */
	commitSha: string | null;
	/** What else decides on a test's outcome, as one text: versions, operating system, job, merge that was tested. */
	environment: string;
	/** Whether it failed together with many others. */
	outage: boolean;
}

/**
 * Whether a test is flaky, from its latest runs in CI (newest first, those that are compared left out) and from how it
 * ended now. Proof is that nothing changed and the outcome did: on one commit in one environment, or by a retry. Failures
 * that come and go over commits make it probable. Failures in an outage count for nothing.
 */
export function flakinessOf(current: PastOutcome[], past: PastOutcome[]): Flakiness {
	const counted = past.filter((outcome) => !isFromOutage(outcome));
	const failed = counted.filter(({ status }) => status === "failed").length;
	const counts = { runs: counted.length, failed, outages: past.length - counted.length };
	const [verdict, reason] = judge(
		[...current.filter((outcome) => !isFromOutage(outcome)), ...counted],
		counted,
		failed,
	);
	return { verdict, reason: reason + outageWords(counts.outages), ...counts };
}

function isFromOutage({ status, outage }: PastOutcome): boolean {
	return status === "failed" && outage;
}

function judge(all: PastOutcome[], past: PastOutcome[], failed: number): [Flakiness["verdict"], string] {
	const mixed = mixedCommits(all);
	const retried = all.filter(({ status, retries }) => status === "passed" && retries > 0).length;
	const ofRuns = `${failed} of the last ${otherRuns(past.length)}`;
	if (mixed > 0) {
		const commits = mixed === 1 ? "one commit" : `${mixed} commits`;
		return ["flaky", `passed and failed on ${commits} without a change; failed in ${ofRuns}`];
	}
	if (retried > 0) return ["flaky", `passed only by a retry in ${ciRuns(retried)}; failed in ${ofRuns}`];
	if (past.length === 0) return ["unknown", "no other CI run is known"];
	if (past.length < FEW_RUNS) {
		return [
			"unknown",
			`only ${otherRuns(past.length)} ${past.length === 1 ? "is" : "are"} known, ${failed} of them failed`,
		];
	}
	if (failed === 0) return ["not_flaky", `passed in all of the last ${otherRuns(past.length)}`];
	const streaks = failureStreaks(past);
	if (streaks.length > 1) return ["probably_flaky", `failed in ${ofRuns}, at ${streaks.length} separate times`];
	if (past[0]?.status === "failed" && failed > 1) {
		return ["not_flaky", `failed in the last ${failed} other CI runs in a row: broken rather than flaky`];
	}
	return ["unknown", `failed in ${ofRuns}${failed > 1 ? ", in a row" : ""}`];
}

function otherRuns(count: number): string {
	return `${count} other CI run${count === 1 ? "" : "s"}`;
}

function ciRuns(count: number): string {
	return `${count} CI run${count === 1 ? "" : "s"}`;
}

/** Fewer runs tell nothing. */
const FEW_RUNS = 5;

/** Commits that a test passed and failed on in one environment. */
function mixedCommits(outcomes: PastOutcome[]): number {
	const known = outcomes.filter(({ commitSha }) => commitSha !== null);
	const groups = Map.groupBy(known, ({ commitSha, environment }) => `${commitSha}\0${environment}`);
	const mixed = [...groups.values()].filter((group) => new Set(group.map(({ status }) => status)).size > 1);
	return new Set(mixed.map(([first]) => first?.commitSha)).size;
}

/** The lengths of the sequences of failures between passes. */
function failureStreaks(outcomes: PastOutcome[]): number[] {
	const letters = outcomes.map(({ status }) => (status === "failed" ? "f" : ".")).join("");
	return [...letters.matchAll(/f+/g)].map(([streak]) => streak.length);
}

function outageWords(outages: number): string {
	if (outages === 0) return "";
	return `; ${outages} ${outages === 1 ? "failure" : "failures"} together with many other tests left out`;
}
