import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lexicalEmbedder } from "../embedding/lexicalEmbedder.ts";
import type { Database } from "../schema/database.ts";
import { testDatabases } from "../test/support/databases.ts";
import { ago, NOW, type SeedTest, seedRun } from "../test/support/seed.ts";
import { parseArguments } from "./parseArguments.ts";
import { testHistory, testHistoryArguments, testHistoryResult } from "./testHistory.ts";

const DAY = 24 * 60;
const sha = (digit: number) => String(digit).repeat(40);

describe.each(testDatabases)("test_history over $name", ({ open }) => {
	let db: Database;
	const ask = async (args: object) => {
		const parsed = parseArguments(testHistoryArguments, args);
		const context = { db, embedder: lexicalEmbedder, now: NOW };
		return testHistoryResult.strict().parse(await testHistory(context, parsed));
	};

	beforeAll(async () => {
		db = await open();
		const broken: SeedTest = { error: "expected 107 to be 119" };
		// Newest first: what each commit's run in CI made of the tests.
		const outcomes: Record<string, SeedTest>[] = [
			{ "adds tax": broken, "sends mail": "passed" },
			{ "adds tax": broken, "sends mail": { error: "timed out" } },
			{ "adds tax": broken, "sends mail": "passed" },
			{ "adds tax": "passed", "sends mail": "passed" },
			{ "adds tax": "passed", "sends mail": { error: "timed out" } },
			{ "adds tax": "skipped", "sends mail": { status: "passed", retries: 1, durationMs: 900 } },
		];
		for (const [index, tests] of outcomes.entries()) {
			await seedRun(db, {
				runId: `ci-${index}`,
				source: "ci",
				commitSha: sha(9 - index),
				timestamp: ago((index + 1) * DAY),
				tests: { ...tests, "adds nothing": "passed" },
			});
		}
		await seedRun(db, {
			runId: "local-1",
			source: "local",
			branch: "fix/tax",
			commitSha: sha(9),
			timestamp: ago(5),
			tests: { "adds tax": "passed" },
		});
		await seedRun(db, {
			runId: "other-1",
			source: "ci",
			repository: "acme/mail",
			commitSha: sha(1),
			tests: { "sends mail": "passed" },
		});
	});
	afterAll(() => db.close());

	test("tells since which commit it fails, on the branch that says most", async () => {
		const { state, verdict, counts, runs, page } = await ask({ test: "adds tax" });
		expect(state).toMatchObject({
			branch: "main",
			status: "failed",
			runs: 3,
			first: { runId: "ci-2", commitSha: sha(7) },
			before: { runId: "ci-3", commitSha: sha(6) },
		});
		expect(verdict).toMatch(
			/^"adds tax" fails on main since commit 7777777777 \(2026-03-07T12:30:00Z, 3 runs\); it last passed at commit 6666666666\. It failed in 3 of 6 runs in the last 30 days\. Not flaky: /,
		);
		expect(counts).toEqual({ passed: 3, failed: 3, skipped: 1 });
		expect(runs[1]).toMatchObject({ runId: "ci-0", status: "failed", error: "expected 107 to be 119" });
		expect(page).toMatchObject({ total: 7, truncated: false });
	});

	test("tells of one that comes and goes that it is flaky, and how long it takes", async () => {
		const { flakiness, retried, durationMs, state } = await ask({ test: "sends mail", repository: "acme/shop" });
		expect(flakiness).toMatchObject({ verdict: "flaky", runs: 6, failed: 2 });
		expect([retried, durationMs]).toEqual([1, { p50: 5, p95: 900, most: 900 }]);
		expect(state).toMatchObject({ status: "passed", runs: 1, before: { runId: "ci-1" } });
	});

	test.each([
		[{ branch: "fix/tax" }, 1],
		[{ source: "ci" }, 6],
		[{ timeRange: "3d" }, 4],
		[{ limit: 2 }, 7],
	])("is narrowed by %j", async (args, total) => {
		expect((await ask({ test: "adds tax", ...args })).page.total).toBe(total);
	});

	test("comes in pages", async () => {
		const first = await ask({ test: "adds tax", limit: 4 });
		const second = await ask({ test: "adds tax", limit: 4, cursor: first.page.cursor });
		expect(new Set([...first.runs, ...second.runs].map(({ runId }) => runId)).size).toBe(7);
		expect(second.page.truncated).toBe(false);
	});

	test("is found by words, by the label that other answers give, and by its id", async () => {
		const { test: found } = await ask({ test: "src/a.test.ts > adds tax" });
		expect(found).toMatchObject({ repository: "acme/shop", file: "src/a.test.ts", name: "adds tax" });
		expect((await ask({ test: found.testId })).test).toEqual(found);
		expect((await ask({ test: "TAX adds" })).test).toEqual(found);
	});

	test("asks which one was meant, and says what is like one that is not known", async () => {
		await expect(ask({ test: "adds" })).rejects.toThrow(/"adds" fits 2 tests.*adds nothing.*adds tax/);
		await expect(ask({ test: "sends mail" })).rejects.toMatchObject({ code: "ambiguous" });
		await expect(ask({ test: "adds taxes" })).rejects.toThrow("Did you mean adds tax");
		await expect(ask({ test: "100%_" })).rejects.toMatchObject({ code: "not_found" });
		await expect(ask({ test: "adds tax", repository: "acme/shp" })).rejects.toThrow("Did you mean acme/shop or");
		await expect(ask({ test: "adds tax", branch: "mian" })).rejects.toThrow("Did you mean main?");
		await expect(ask({ test: "9999999999999999999" })).rejects.toMatchObject({ code: "not_found" });
	});
});
