import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../schema/database.ts";
import { callTool } from "../../test/support/callTool.ts";
import { openTestPglite } from "../../test/support/databases.ts";
import { readCsv } from "../../test/support/readCsv.ts";
import { ago, seedRun } from "../../test/support/seed.ts";
import { estimateTokens } from "../estimateTokens.ts";
import { testHistory } from "./testHistory.ts";

const MANY = 40;
const LONG = `keeps ${"💥 {[(<'\"".repeat(60)}`;

let db: Database;
const ask = (args: object) =>
	callTool<{ runs: string; total: number; truncated: boolean; cursor: string | null }>(testHistory, db, args);

beforeAll(async () => {
	db = await openTestPglite();
	for (let run = 0; run < MANY; run++) {
		await seedRun(db, {
			runId: `ci-${run}`,
			source: "ci",
			commitSha: run.toString(16).padStart(2, "0").repeat(20),
			timestamp: ago((run + 1) * 60),
			tests: {
				"adds tax": run < 2 ? { error: "expected 107 to be 119" } : "passed",
				"adds nothing": "passed",
				[LONG]: { error: `error ${run} ${"接続, ".repeat(200)}` },
			},
		});
	}
});
afterAll(() => db.close());

test("tells who broke it, and suggests to look at that commit", async () => {
	const { said } = await ask({ test: "adds tax", limit: 3 });
	expect(said).toMatchInlineSnapshot(`
		""adds tax" fails on main since commit 0101010101 (2026-03-10T10:30:00Z, 2 runs); it last passed at commit 0202020202. It failed in 2 of 40 runs in the last 30 days. Not flaky: failed in the last 2 other CI runs in a row: broken rather than flaky. More follow: repeat the call with cursor. Next: compare_test_runs commitSha="0101010101010101010101010101010101010101".

		test: src/a.test.ts > adds tax
		testId: 3576558143990097559
		repository: acme/shop
		counts: {"failed":2,"passed":38}
		durationMs: {"p50":5,"p95":5,"most":5}
		total: 40
		truncated: yes
		cursor: My4xNzczMTQ1ODAwMDAwLi00Nzg4ODcyOTQ5ODU5MDM1Mzk5

		runs (newest first):
		time,status,source,branch,commitSha,durationMs,node,error
		2026-03-10T11:30:00Z,failed,ci,main,0000000000,5,24.1.0,expected 107 to be 119
		2026-03-10T10:30:00Z,failed,ci,main,0101010101,5,24.1.0,expected 107 to be 119
		2026-03-10T09:30:00Z,passed,ci,main,0202020202,5,24.1.0,"
	`);
});

test("has nothing to suggest of one that passes", async () => {
	expect((await ask({ test: "adds nothing" })).text).not.toContain("Next:");
});

test.each([1_500, 4_000, 20_000])("stays within %i tokens, and its pages have every run once", async (maxTokens) => {
	const seen: string[] = [];
	let cursor: string | null = null;
	do {
		const { data, said } = await ask({ test: "keeps", limit: 100, maxTokens, ...(cursor && { cursor }) });
		expect(estimateTokens(said)).toBeLessThanOrEqual(maxTokens);
		expect([data.total, data.truncated]).toEqual([MANY, data.cursor !== null]);
		seen.push(...readCsv(data.runs).map((row) => row.time ?? ""));
		cursor = data.cursor;
	} while (cursor);
	expect([seen.length, new Set(seen).size]).toEqual([MANY, MANY]);
});
