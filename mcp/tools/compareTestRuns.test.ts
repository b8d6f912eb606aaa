import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../schema/database.ts";
import { callTool } from "../../test/support/callTool.ts";
import { openTestPglite } from "../../test/support/databases.ts";
import { readCsv } from "../../test/support/readCsv.ts";
import { ago, seedRun } from "../../test/support/seed.ts";
import { estimateTokens } from "../estimateTokens.ts";
import { compareTestRuns } from "./compareTestRuns.ts";

const COMMIT = "9fceb02d0ae598e95dc970b74767f19372d61af8";
const BROKEN = "1111111111111111111111111111111111111111";
const LOCAL_ONLY = "2222222222222222222222222222222222222222";
const MANY = 90;

let db: Database;
const ask = (args: object) => callTool<Comparison>(compareTestRuns, db, args);

interface Comparison {
	verdict: string;
	runs?: string;
	environment?: string;
	tests: string;
	notes?: string[];
	total: number;
	truncated: boolean;
	cursor: string | null;
}

beforeAll(async () => {
	db = await openTestPglite();
	const tests = { "adds nothing": "passed", "adds shipping": "passed" } as const;
	await seedRun(db, {
		runId: "local-1",
		source: "local",
		commitSha: COMMIT,
		timestamp: ago(20),
		nodeVersion: "24.1.0",
		lockfileHash: "aaaa",
		tests: { ...tests, "adds tax": "passed" },
	});
	await seedRun(db, {
		runId: "ci-1",
		source: "ci",
		commitSha: COMMIT,
		nodeVersion: "22.9.0",
		lockfileHash: "aaaa",
		tests: { ...tests, "adds tax": { error: 'expected 107 to be 119, in "EUR"' } },
	});
	await seedRun(db, {
		runId: "ci-2",
		source: "ci",
		commitSha: BROKEN,
		tests: Object.fromEntries(
			Array.from({ length: MANY }, (_, index) => [
				`test ${index} ${"💥 {[(<'\"".repeat(60)}`,
				{ error: `error ${index} ${"接続, ".repeat(200)}` },
			]),
		),
	});
	await seedRun(db, {
		runId: "local-3",
		source: "agent",
		commitSha: LOCAL_ONLY,
		tests: { "adds tax": { error: "boom" } },
	});
});
afterAll(() => db.close());

test("tells which test differs, what else does, and what to ask next", async () => {
	const { data, text } = await ask({ commitSha: COMMIT.slice(0, 8) });
	expect(data).toMatchInlineSnapshot(`
		{
		  "commitSha": "9fceb02d0ae598e95dc970b74767f19372d61af8",
		  "counts": {
		    "fails_only_in_ci": 1,
		  },
		  "cursor": null,
		  "environment": "name,ci,local
		Node,22.9.0,24.1.0",
		  "repository": "acme/shop",
		  "runs": "role,runId,timestamp,branch,node,packageManager,tests,passed,failed,skipped,lintErrors,durationMs
		ci,ci-1,2026-03-10T12:20:00Z,main,22.9.0,npm@11.0.0,3,2,1,0,0,1000
		local,local-1,2026-03-10T12:10:00Z,main,24.1.0,npm@11.0.0,3,3,0,0,0,1000",
		  "tests": "difference,test,ci,local,error
		fails_only_in_ci,src/a.test.ts > adds tax,failed 5ms,passed 5ms,"expected 107 to be 119, in ""EUR"""",
		  "total": 1,
		  "totalIsLeast": false,
		  "truncated": false,
		  "verdict": "CI failed, local passed: 1 test fails only in CI; Node 22.9.0 in CI, 24.1.0 locally.",
		}
	`);
	expect(text).toMatchInlineSnapshot(
		`"CI failed, local passed: 1 test fails only in CI; Node 22.9.0 in CI, 24.1.0 locally. Next: search_errors query="expected <num> to be <num>, in <str>" timeRange="90d"."`,
	);
});

test("says which side is missing, and what failed on the other", async () => {
	const { data } = await ask({ commitSha: LOCAL_ONLY });
	expect(readCsv(data.runs ?? "")).toContainEqual(expect.objectContaining({ role: "local", source: "agent" }));
	expect(readCsv(data.tests)).toMatchObject([{ difference: "fails", error: "boom" }]);
	expect(data.verdict + data.notes).toMatch(/CI/);
});

test("teaches what would be right", async () => {
	await expect(ask({ commitSha: "main" })).rejects.toThrow("commitSha: give the commit's hash");
	await expect(ask({ commit: COMMIT })).rejects.toThrow("Did you mean commitSha?");
	await expect(ask({ commitSha: "abcdef1" })).rejects.toMatchObject({ code: "not_found" });
});

test.each([1_500, 4_000, 20_000])("stays within %i tokens, and its pages have every test once", async (maxTokens) => {
	const seen: string[] = [];
	let cursor: string | null = null;
	do {
		const { data, said } = await ask({ commitSha: BROKEN, limit: 100, maxTokens, ...(cursor && { cursor }) });
		expect(estimateTokens(said)).toBeLessThanOrEqual(maxTokens);
		expect(data.total).toBe(MANY);
		expect(data.truncated).toBe(data.cursor !== null);
		expect(Boolean(data.runs)).toBe(cursor === null);
		seen.push(...readCsv(data.tests).map((row) => row.test ?? ""));
		cursor = data.cursor;
	} while (cursor);
	expect(seen).toHaveLength(MANY);
	expect(new Set(seen).size).toBe(MANY);
});
