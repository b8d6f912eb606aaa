import { counted } from "../text/counted.ts";
import { quoted } from "../text/quoted.ts";
import type { Difference } from "./differenceOf.ts";
import type { EnvironmentDifference } from "./environmentDifferences.ts";
import type { Flakiness } from "./flakinessOf.ts";
import { isOutage } from "./isOutage.ts";

/** What a verdict needs to know of a run. */
export interface RunTotals {
	source: "local" | "ci" | "agent";
	branch: string;
	commitSha: string;
	timestamp: string;
	passedTests: number;
	failedTests: number;
	lintErrors: number;
}

export interface ComparisonFacts {
	ci: RunTotals | null;
	local: RunTotals | null;
	/** Where a side is missing: its latest run of the same branch. */
	nearest: RunTotals | null;
	counts: Partial<Record<Difference, number>>;
	/** Errors of linters and compilers on one side alone. */
	lint: Record<"ci" | "local", number>;
	environment: EnvironmentDifference[];
	/** Whether the local run was of a working tree with changes that are in no commit. */
	uncommitted: boolean;
	/** The error that most of the tests that fail on one side alone have in common; null where there is none. */
	commonError: { template: string; tests: number } | null;
	/** Tests that fail, with what is known of them from other runs. */
	failing: { name: string; flakiness: Flakiness }[];
}

/** What came of a comparison, and what it is probably due to, in one sentence with its evidence. */
export function comparisonVerdict(facts: ComparisonFacts): string {
	const evidence = [
		...outages(facts),
		...common(facts),
		...facts.environment.map(({ name, ci, local }) =>
			name === "lockfile" ? "the lockfile differs" : `${name} ${ci} in CI, ${local} locally`,
		),
		...(facts.uncommitted ? ["the local run had changes that are in no commit"] : []),
		...flaky(facts),
	];
	return `${[headline(facts), ...evidence].join("; ")}.`;
}

function headline({ ci, local, nearest, counts, lint }: ComparisonFacts): string {
	if (!ci || !local) return oneSided(ci ?? local, nearest);
	const sides = [`CI ${outcome(ci)}`, `${localName(local)} ${outcome(local)}`];
	const both = failed(ci) === failed(local) ? `CI and ${localName(local)} both ${outcome(ci)}` : sides.join(", ");
	const differing = [
		...Object.entries(WORDS).flatMap(([name, words]) => {
			const count = counts[name as Difference];
			return count ? [`${counted(count, "test")} ${count === 1 ? words.one : words.many}`] : [];
		}),
		...(lint.ci ? [`${counted(lint.ci, "error")} of linters or compilers only in CI`] : []),
		...(lint.local ? [`${counted(lint.local, "error")} of linters or compilers only locally`] : []),
	];
	return `${both}: ${differing.length > 0 ? differing.join(", ") : "no test differs"}`;
}

const WORDS: Record<Exclude<Difference, "fails">, { one: string; many: string }> = {
	fails_only_in_ci: { one: "fails only in CI", many: "fail only in CI" },
	fails_only_locally: { one: "fails only locally", many: "fail only locally" },
	fails_differently: { one: "fails in both by different errors", many: "fail in both by different errors" },
	fails_in_both: { one: "fails in both by the same error", many: "fail in both by the same error" },
	skipped_in_ci: { one: "is skipped in CI", many: "are skipped in CI" },
	skipped_locally: { one: "is skipped locally", many: "are skipped locally" },
	only_in_ci: { one: "ran only in CI", many: "ran only in CI" },
	only_locally: { one: "ran only locally", many: "ran only locally" },
	slower_in_ci: { one: "is much slower in CI", many: "are much slower in CI" },
	slower_locally: { one: "is much slower locally", many: "are much slower locally" },
};

function oneSided(run: RunTotals | null, nearest: RunTotals | null): string {
	if (!run) return "No run of this commit is known";
	const [here, missing] = run.source === "ci" ? ["CI", "local"] : [localName(run), "CI"];
	const known = `Only ${here} is known, which ${outcome(run)}${run.failedTests > 0 ? ` with ${counted(run.failedTests, "test")}` : ""}`;
	if (!nearest) return `${known}: no ${missing} run of this commit, nor of branch ${run.branch}, was reported`;
	return (
		`${known}: no ${missing} run of this commit was reported; the nearest one of branch ${nearest.branch} is of commit ` +
		`${nearest.commitSha.slice(0, SHORT_SHA)} at ${nearest.timestamp.slice(0, "2000-01-01T00:00".length)}Z and ${outcome(nearest)}`
	);
}

const SHORT_SHA = 10;

function localName({ source }: RunTotals): string {
	return source === "agent" ? "the agent's run" : "local";
}

function failed({ failedTests, lintErrors }: RunTotals): boolean {
	return failedTests > 0 || lintErrors > 0;
}

function outcome(run: RunTotals): "failed" | "passed" {
	return failed(run) ? "failed" : "passed";
}

function outages({ ci, local }: ComparisonFacts): string[] {
	return Object.entries({ "in CI": ci, locally: local }).flatMap(([where, run]) => {
		if (!run || !isOutage(run)) return [];
		const all = run.failedTests + run.passedTests;
		return [`${run.failedTests} of ${all} tests failed at once ${where}: something that all need was away or broken`];
	});
}

function common({ commonError }: ComparisonFacts): string[] {
	if (!commonError) return [];
	return [`${counted(commonError.tests, "test")} of these fail by one error, ${quoted(commonError.template)}`];
}

function flaky({ ci, failing }: ComparisonFacts): string[] {
	// What failed with all others has not shown itself to be flaky now, whatever it did before.
	if (ci && isOutage(ci)) return [];
	const suspects = failing.filter(({ flakiness }) => SAID[flakiness.verdict] !== undefined);
	const told = suspects
		.slice(0, MOST_TOLD)
		.map(({ name, flakiness }) => `${quoted(name)} ${flakiness.reason}: ${SAID[flakiness.verdict]}`);
	return suspects.length > MOST_TOLD
		? [...told, `${suspects.length - MOST_TOLD} more are flaky or probably flaky`]
		: told;
}

const SAID: Partial<Record<Flakiness["verdict"], string>> = { flaky: "flaky", probably_flaky: "probably flaky" };
const MOST_TOLD = 2;
