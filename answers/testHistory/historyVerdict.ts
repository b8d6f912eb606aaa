import type { Flakiness } from "../../core/runs/flakinessOf.ts";
import { counted } from "../../core/text/counted.ts";
import { quoted } from "../../core/text/quoted.ts";
import { rangeInWords } from "../timeRange.ts";
import type { TestOutcomeOfRun } from "./readOutcomes.ts";
import type { TestState } from "./stateOf.ts";

export interface History {
	name: string;
	state: TestState | null;
	flakiness: Flakiness;
	outcomes: TestOutcomeOfRun[];
	/** Milliseconds. */
	range: number;
}

/** Whether a test passes, since when, and how far its outcomes are to be trusted, in sentences. */
export function historyVerdict({ name, state, flakiness, outcomes, range }: History): string {
	if (!state) return `${quoted(name)} neither passed nor failed in the last ${rangeInWords(range)}.`;
	const failed = outcomes.filter(({ status }) => status === "failed").length;
	const ended = outcomes.filter(({ status }) => status === "passed" || status === "failed").length;
	return [
		`${quoted(name)} ${IN_WORDS[state.status]} on ${state.branch}${sinceWhen(state)}.`,
		`It failed in ${failed} of ${counted(ended, "run")} in the last ${rangeInWords(range)}.`,
		flakinessWords(flakiness),
	]
		.filter(Boolean)
		.join(" ");
}

const IN_WORDS = { passed: "passes", failed: "fails" };
const OTHERWISE = { passed: "failed", failed: "passed" };

function sinceWhen({ status, runs, first, before }: TestState): string {
	if (!before) return `, in all ${counted(runs, "run")} that are known`;
	const since = first.commitSha ? `commit ${first.commitSha.slice(0, 10)}` : `run ${first.runId}`;
	const last = before.commitSha ? ` at commit ${before.commitSha.slice(0, 10)}` : "";
	return ` since ${since} (${first.timestamp.slice(0, 19)}Z, ${counted(runs, "run")}); it last ${OTHERWISE[status]}${last}`;
}

function flakinessWords({ verdict, reason }: Flakiness): string {
	const word = { flaky: "Flaky", probably_flaky: "Probably flaky", not_flaky: "Not flaky", unknown: "" }[verdict];
	return word && `${word}: ${reason}.`;
}
