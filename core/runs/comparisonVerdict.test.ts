import { expect, test } from "vitest";
import { type ComparisonFacts, comparisonVerdict, type RunTotals } from "./comparisonVerdict.ts";

const run = (given: Partial<RunTotals> = {}): RunTotals => ({
	source: "ci",
	branch: "main",
	commitSha: "9fceb02d0ae598e95dc970b74767f19372d61af8",
	timestamp: "2026-03-10T12:20:00.000Z",
	passedTests: 90,
	failedTests: 0,
	lintErrors: 0,
	...given,
});
const verdict = (given: Partial<ComparisonFacts>) =>
	comparisonVerdict({
		ci: run(),
		local: run({ source: "local" }),
		nearest: null,
		counts: {},
		lint: { ci: 0, local: 0 },
		environment: [],
		uncommitted: false,
		commonError: null,
		failing: [],
		...given,
	});
const flaky = (name: string, verdict: "flaky" | "probably_flaky" | "unknown" = "probably_flaky") => ({
	name,
	flakiness: { verdict, reason: "failed in 3 of the last 20 other CI runs", runs: 20, failed: 3, outages: 0 },
});

test("says why CI failed and local passed, with its evidence", () => {
	expect(
		verdict({
			ci: run({ failedTests: 2 }),
			counts: { fails_only_in_ci: 2, slower_in_ci: 1 },
			environment: [
				{ name: "Node", ci: "20.1.0", local: "24.0.0" },
				{ name: "lockfile", ci: "aa", local: "bb" },
			],
			uncommitted: true,
			failing: [flaky("adds tax"), flaky("adds nothing", "unknown")],
		}),
	).toBe(
		"CI failed, local passed: 2 tests fail only in CI, 1 test is much slower in CI; Node 20.1.0 in CI, 24.0.0 locally; " +
			"the lockfile differs; the local run had changes that are in no commit; " +
			'"adds tax" failed in 3 of the last 20 other CI runs: probably flaky.',
	);
});

test("says that nothing differs", () => {
	expect(verdict({})).toBe("CI and local both passed: no test differs.");
	expect(verdict({ local: run({ source: "agent" }) })).toBe("CI and the agent's run both passed: no test differs.");
});

test("counts errors of linters and compilers as failing", () => {
	expect(verdict({ ci: run({ lintErrors: 1 }), lint: { ci: 1, local: 0 } })).toBe(
		"CI failed, local passed: 1 error of linters or compilers only in CI.",
	);
});

test("calls an outage an outage, and names no test flaky in it", () => {
	expect(
		verdict({
			ci: run({ failedTests: 60, passedTests: 30 }),
			counts: { fails_only_in_ci: 60 },
			commonError: { template: "connect ECONNREFUSED\n<addr>", tests: 58 },
			failing: [flaky("adds tax")],
		}),
	).toBe(
		"CI failed, local passed: 60 tests fail only in CI; 60 of 90 tests failed at once in CI: something that all need was " +
			'away or broken; 58 tests of these fail by one error, "connect ECONNREFUSED <addr>".',
	);
});

test("says which side is missing, and what is known instead", () => {
	const ci = run({ failedTests: 2 });
	expect(verdict({ ci, local: null, counts: { fails: 2 } })).toBe(
		"Only CI is known, which failed with 2 tests: no local run of this commit, nor of branch main, was reported.",
	);
	const nearest = run({ source: "local", commitSha: "aaaaaaaaaaaaaaaa" });
	expect(verdict({ ci, local: null, nearest })).toBe(
		"Only CI is known, which failed with 2 tests: no local run of this commit was reported; the nearest one of branch " +
			"main is of commit aaaaaaaaaa at 2026-03-10T12:20Z and passed.",
	);
	expect(verdict({ ci: null })).toBe(
		"Only local is known, which passed: no CI run of this commit, nor of branch main, was reported.",
	);
});

test("names two flaky tests and counts the others", () => {
	const failing = ["a", "b", "c", "d"].map((name) => flaky(name, "flaky"));
	expect(verdict({ failing })).toMatch(/; "b" failed in .*: flaky; 2 more are flaky or probably flaky\.$/);
});
