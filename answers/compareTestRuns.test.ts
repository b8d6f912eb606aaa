import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lexicalEmbedder } from "../embedding/lexicalEmbedder.ts";
import type { Database } from "../schema/database.ts";
import { testDatabases } from "../test/support/databases.ts";
import { ago, NOW, type SeedTest, seedRun } from "../test/support/seed.ts";
import { compareTestRuns, compareTestRunsArguments, compareTestRunsResult } from "./compareTestRuns.ts";
import { parseArguments } from "./parseArguments.ts";

const COMMIT = "9fceb02d0ae598e95dc970b74767f19372d61af8";
const ONLY_CI = "1111111aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const ONLY_LOCAL = "2222222aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const OUTAGE = "3333333aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const MATRIX = "4444444aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const SHARED = "5555555aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const SAME = "6666666aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

describe.each(testDatabases)("compare_test_runs over $name", ({ open }) => {
	let db: Database;
	const ask = async (commitSha: string, more: object = {}) => {
		const args = parseArguments(compareTestRunsArguments, { commitSha, ...more });
		return compareTestRunsResult
			.strict()
			.parse(await compareTestRuns({ db, embedder: lexicalEmbedder, now: NOW }, args));
	};

	beforeAll(async () => {
		db = await open();
		await seedHistory(db);
		await seedRun(db, {
			runId: "local-1",
			source: "local",
			commitSha: COMMIT,
			nodeVersion: "24.0.0",
			lockfileHash: "bbbb",
			metadata: { os: "darwin", dirty: true },
			tests: {
				"adds tax": "passed",
				"sometimes fails": "passed",
				"always fails": { error: "expected 1 to be 2" },
				"fails in another way": { error: "expected a list" },
				"is renamed locally": "passed",
				"is skipped in CI": "passed",
				slow: { status: "passed", durationMs: 20 },
				...passed(OTHERS),
			},
		});
		await seedRun(db, {
			runId: "ci-1",
			source: "ci",
			commitSha: COMMIT,
			nodeVersion: "20.1.0",
			metadata: { os: "linux" },
			tests: {
				"adds tax": { error: "expected 107 to be 119" },
				"sometimes fails": { error: "timed out after 5012 ms" },
				"always fails": { error: "expected 3 to be 4" },
				"fails in another way": { error: "connect ECONNREFUSED" },
				"is renamed": "passed",
				"is skipped in CI": "skipped",
				slow: { status: "passed", durationMs: 900 },
				...passed(OTHERS),
			},
			lint: [
				{ tool: "tsc", rule: "TS2322", severity: "error", message: "Type mismatch", file: "src/a.ts", line: 3 },
				{ tool: "eslint", rule: "no-var", severity: "warning", message: "Unexpected var", file: "src/a.ts", line: 1 },
			],
		});
	});
	afterAll(() => db.close());

	test("compares test by test, the weightiest differences first", async () => {
		const { tests, counts, page, notes } = await ask(COMMIT);
		expect(tests.map(({ name, difference }) => [name, difference])).toEqual([
			["adds tax", "fails_only_in_ci"],
			["sometimes fails", "fails_only_in_ci"],
			["fails in another way", "fails_differently"],
			["always fails", "fails_in_both"],
			["is skipped in CI", "skipped_in_ci"],
			["is renamed", "only_in_ci"],
			["is renamed locally", "only_locally"],
			["slow", "slower_in_ci"],
		]);
		expect(counts).toEqual({
			fails_only_in_ci: 2,
			fails_differently: 1,
			fails_in_both: 1,
			skipped_in_ci: 1,
			only_in_ci: 1,
			only_locally: 1,
			slower_in_ci: 1,
		});
		expect(page).toEqual({ total: 8, totalIsLeast: false, truncated: false, cursor: null });
		expect(notes).toEqual([]);
	});

	test("tells both sides of a test with its errors", async () => {
		const [tax, , other] = (await ask(COMMIT)).tests;
		expect(tax).toMatchObject({
			file: "src/a.test.ts",
			ci: {
				status: "failed",
				error: { message: "expected 107 to be 119", template: "expected <num> to be <num>" },
			},
			local: { status: "passed", durationMs: 5, retries: 0, error: null },
		});
		expect(other?.ci?.error?.message).toBe("connect ECONNREFUSED");
		expect(other?.local?.error?.message).toBe("expected a list");
	});

	test("tells flaky tests from broken ones by their history", async () => {
		const { tests } = await ask(COMMIT);
		const flakiness = Object.fromEntries(tests.map((one) => [one.name, one.flakiness]));
		expect(flakiness["adds tax"]).toMatchObject({ verdict: "not_flaky", runs: 20, failed: 0, outages: 0 });
		expect(flakiness["sometimes fails"]).toMatchObject({ verdict: "probably_flaky", runs: 20, failed: 3 });
		expect(flakiness.slow).toBeNull();
	});

	test("says in a sentence what differs, with its evidence", async () => {
		expect((await ask(COMMIT)).verdict).toBe(
			"CI and local both failed: 2 tests fail only in CI, 1 test fails in both by different errors, 1 test fails in both " +
				"by the same error, 1 test is skipped in CI, 1 test ran only in CI, 1 test ran only locally, 1 test is much " +
				"slower in CI, 1 error of linters or compilers only in CI; Node 20.1.0 in CI, 24.0.0 locally; the lockfile " +
				"differs; operating system linux in CI, darwin locally; the local run had changes that are in no commit; " +
				'"sometimes fails" failed in 3 of the last 20 other CI runs, at 3 separate times: probably flaky.',
		);
	});

	test("tells lint errors of one side, without warnings", async () => {
		expect((await ask(COMMIT)).lint).toEqual([
			{ side: "ci", tool: "tsc", rule: "TS2322", file: "src/a.ts", line: 3, message: "Type mismatch" },
		]);
	});

	test("takes the beginning of a hash, in capitals too", async () => {
		expect((await ask(COMMIT.slice(0, 7).toUpperCase())).commitSha).toBe(COMMIT);
	});

	test("gives each test once over all pages", async () => {
		const names: string[] = [];
		let cursor: string | null | undefined;
		do {
			const { tests, page } = await ask(COMMIT, { limit: "3", ...(cursor && { cursor }) });
			names.push(...tests.map(({ name }) => name));
			expect(page.total).toBe(8);
			cursor = page.cursor;
		} while (cursor);
		expect(names).toEqual((await ask(COMMIT)).tests.map(({ name }) => name));
	});

	test("refuses a cursor once another run has come", async () => {
		const run = { source: "ci", commitSha: SAME, tests: { a: { error: "x" }, b: { error: "y" } } } as const;
		await seedRun(db, { ...run, runId: "first" });
		const { page } = await ask(SAME, { limit: 1 });
		await seedRun(db, { ...run, runId: "second", timestamp: ago(1) });
		await expect(ask(SAME, { limit: 1, cursor: page.cursor })).rejects.toMatchObject({ code: "invalid_argument" });
	});

	test("says which side is missing, what the other one did, and what run is nearest", async () => {
		await seedRun(db, {
			runId: "ci-alone",
			source: "ci",
			commitSha: ONLY_CI,
			tests: { "adds tax": { error: "expected 1 to be 2" }, other: "passed" },
		});
		const { tests, local, nearest, verdict } = await ask(ONLY_CI);
		expect(local).toBeNull();
		expect(tests.map(({ name, difference, local }) => [name, difference, local])).toEqual([
			["adds tax", "fails", null],
		]);
		expect(nearest).toMatchObject({ runId: "local-1", commitSha: COMMIT });
		expect(verdict).toMatch(
			/^Only CI is known, which failed with 1 test: .* is of commit 9fceb02d0a at .* and failed\.$/,
		);

		await seedRun(db, {
			runId: "agent",
			source: "agent",
			commitSha: ONLY_LOCAL,
			branch: "new",
			tests: { a: "passed" },
		});
		expect(await ask(ONLY_LOCAL)).toMatchObject({
			ci: null,
			local: { source: "agent" },
			nearest: null,
			verdict:
				"Only the agent's run is known, which passed: no CI run of this commit, nor of branch new, was reported.",
		});
	});

	test("calls no test flaky for an outage that failed most of them at once", async () => {
		await seedRun(db, { runId: "local-outage", source: "local", commitSha: OUTAGE, tests: all("passed") });
		await seedRun(db, {
			runId: "ci-outage",
			source: "ci",
			commitSha: OUTAGE,
			tests: all({ error: "connect ECONNREFUSED" }),
		});
		await seedRun(db, { runId: "ci-again", source: "ci", commitSha: OUTAGE, timestamp: ago(20), tests: all("passed") });
		const { tests, verdict } = await ask(OUTAGE);
		expect(verdict).toMatch(/12 of 12 tests failed at once in CI.*12 tests of these fail by one error, "connect ECON/);
		expect(verdict).not.toContain("flaky");
		expect(tests[0]?.flakiness).toMatchObject({ verdict: "not_flaky", failed: 0 });
	});

	test("leaves failures out that many tests share, where they are no outage of all", async () => {
		const some = {
			...all({ error: "connect ETIMEDOUT" }),
			...passed(OTHERS),
		};
		for (const [index, tests] of [some, all("passed"), some, all("passed"), some].entries()) {
			const commitSha = `77777${index}7aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa`;
			await seedRun(db, { runId: `shared-${index}`, source: "ci", commitSha, repository: "acme/other", tests });
		}
		await seedRun(db, {
			runId: "now",
			source: "ci",
			commitSha: SHARED,
			repository: "acme/other",
			tests: { ...all("passed"), "test 0": { error: "x" } },
		});
		const [failed] = (await ask(SHARED)).tests;
		expect(failed?.flakiness).toMatchObject({ failed: 0, outages: 3, verdict: "unknown" });
	});

	test("compares the failed one of a CI run's jobs, and names other runs that failed", async () => {
		const job = { source: "ci", commitSha: MATRIX, metadata: { ciRunId: "7", ciAttempt: "1" } } as const;
		await seedRun(db, { ...job, runId: "node-24", timestamp: ago(1), tests: { a: "passed" } });
		await seedRun(db, {
			...job,
			runId: "node-20",
			timestamp: ago(2),
			nodeVersion: "20.1.0",
			tests: { a: { error: "x" } },
		});
		await seedRun(db, {
			...job,
			runId: "earlier",
			timestamp: ago(9),
			metadata: { ciRunId: "6" },
			tests: { a: { error: "x" } },
		});
		await seedRun(db, { runId: "local-m", source: "local", commitSha: MATRIX, tests: { a: "passed" } });
		const { ci, notes } = await ask(MATRIX);
		expect(ci?.runId).toBe("node-20");
		expect(notes).toEqual([
			"Of 2 further runs of this commit 1 failed: earlier (ci, Node 24.1.0: 1 failed tests, 0 lint errors).",
		]);
	});

	test("asks for more digits, or for the repository, where a hash is not one commit", async () => {
		await seedRun(db, { runId: "x1", source: "ci", commitSha: "abcdef1111", repository: "acme/x", tests: {} });
		await seedRun(db, { runId: "x2", source: "ci", commitSha: "abcdef1222", repository: "acme/x", tests: {} });
		await seedRun(db, { runId: "x3", source: "ci", commitSha: "abcdef1222", repository: "acme/y", tests: {} });
		await expect(ask("abcdef1")).rejects.toMatchObject({
			code: "ambiguous",
			suggestions: expect.arrayContaining(["abcdef1111", "abcdef1222"]),
		});
		await expect(ask("abcdef1222")).rejects.toMatchObject({
			code: "ambiguous",
			suggestions: expect.arrayContaining(["acme/x", "acme/y"]),
		});
		expect((await ask("abcdef1222", { repository: "acme/y" })).ci?.runId).toBe("x3");
		await expect(ask("abcdef1111", { repository: "acme/y" })).rejects.toMatchObject({
			code: "not_found",
			suggestions: ["acme/x"],
		});
	});

	test("says what is known where a commit is not", async () => {
		await expect(ask("0000000")).rejects.toMatchObject({
			code: "not_found",
			message: expect.stringMatching(/No test run of it was reported.* The latest commits with test runs are /),
			suggestions: expect.arrayContaining([MATRIX]),
		});
		await expect(ask("0000000", { repository: "acme/shp" })).rejects.toThrow("Did you mean acme/shop");
		await db.query(
			`INSERT INTO build_events (event_id, timestamp, repository, branch, commit_sha, event_type, status)
			VALUES ('b', $1, 'acme/shop', 'main', '000000a', 'push', 'success')`,
			[ago(5)],
		);
		await expect(ask("000000a")).rejects.toThrow(/It is known by push at 2026-03-10T12:25:00.*alone/);
	});

	test("takes two outcomes of one name in one run for no proof of flakiness", async () => {
		const cases = [
			{ name: "each", status: "passed" },
			{ name: "each", status: "failed" },
		] as const;
		for (let index = 0; index < 6; index++) {
			await seedRun(db, {
				runId: `cases-${index}`,
				source: "ci",
				commitSha: `88888${index}8aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa`,
				repository: "acme/cases",
				timestamp: ago(10 + index),
				tests: cases.map((one) => ({ file: "a.test.ts", ...one })),
			});
		}
		const { tests } = await ask("8888808");
		expect(tests).toMatchObject([{ name: "each", flakiness: { verdict: "not_flaky", runs: 5, failed: 5 } }]);
	});
});

test("refuses what is no hash", () => {
	for (const commitSha of ["main", "abc", "9fceb02d; --"]) {
		expect(() => parseArguments(compareTestRunsArguments, { commitSha })).toThrow("commitSha: give the commit's hash");
	}
});

function passed(names: string[]): Record<string, SeedTest> {
	return Object.fromEntries(names.map((name) => [name, "passed"]));
}

const OTHERS = Array.from({ length: 12 }, (_, index) => `other ${index}`);

function all(outcome: SeedTest): Record<string, SeedTest> {
	return Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`test ${index}`, outcome]));
}

/** 25 CI runs of other commits: "sometimes fails" fails in three of the last 20. */
async function seedHistory(db: Database): Promise<void> {
	for (let index = 0; index < 25; index++) {
		const failed = [3, 9, 15].includes(index);
		await seedRun(db, {
			runId: `past-${index}`,
			source: "ci",
			commitSha: `${index}`.padStart(40, "c"),
			timestamp: ago(60 * (index + 1)),
			tests: {
				"adds tax": "passed",
				"sometimes fails": failed ? { error: "timed out after 5003 ms" } : "passed",
				...all("passed"),
			},
		});
	}
}
