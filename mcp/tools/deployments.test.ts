import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../schema/database.ts";
import { callTool } from "../../test/support/callTool.ts";
import { openTestPglite } from "../../test/support/databases.ts";
import { readCsv } from "../../test/support/readCsv.ts";
import { ago, seedBuilds } from "../../test/support/seed.ts";
import { estimateTokens } from "../estimateTokens.ts";
import { deployments } from "./deployments.ts";

const MANY = 80;

let db: Database;
const ask = (args: object) =>
	callTool<{ events: string; total: number; truncated: boolean; cursor: string | null }>(deployments, db, args);

beforeAll(async () => {
	db = await openTestPglite();
	await seedBuilds(db, [
		{ service: "shop", environment: "production", commitSha: "1".repeat(40), timestamp: ago(300) },
		{
			service: "shop",
			environment: "production",
			commitSha: "2".repeat(40),
			timestamp: ago(30),
			status: "failure",
			errorMessage: "Health check failed: 503",
			metadata: { by: "ada", url: "https://ci.example.com/1" },
		},
		...Array.from({ length: MANY }, (_, index) => ({
			eventType: "build_complete" as const,
			timestamp: ago(index + 1),
			commitSha: index.toString(16).padStart(40, "a"),
			metadata: { job: `job ${index} ${'接続, "'.repeat(60)}` },
		})),
	]);
});
afterAll(() => db.close());

test("says what was deployed, and suggests how to find why it failed", async () => {
	const { said } = await ask({ service: "shop" });
	expect(said).toMatchInlineSnapshot(`
		"2 deployments in the last 7 days, 1 failed. The last: shop at 2222222222 to production, failure, 2026-03-10T12:00:00Z by ada. Next: search_errors query="Health check failed: 503" timeRange="90d".

		total: 2
		truncated: no

		events (newest first; previous: the commit that was there before):
		time,type,status,service,environment,repository,branch,commitSha,previous,by,error,url
		2026-03-10T12:00:00Z,deploy_complete,failure,shop,production,acme/shop,main,2222222222222222222222222222222222222222,1111111111,ada,Health check failed: 503,https://ci.example.com/1
		2026-03-10T07:30:00Z,deploy_complete,success,shop,production,acme/shop,main,1111111111111111111111111111111111111111,,,,"
	`);
});

test("suggests to look at the service where nothing failed", async () => {
	expect((await ask({ service: "shop", status: "success" })).text).toContain('Next: service_health service="shop".');
});

test("teaches what would be right", async () => {
	await expect(ask({ commit: "x" })).rejects.toThrow("Did you mean commitSha?");
});

test.each([1_500, 4_000, 20_000])("stays within %i tokens, and its pages have every event once", async (maxTokens) => {
	const seen: string[] = [];
	let cursor: string | null = null;
	do {
		const { data, said } = await ask({ kinds: "build", limit: 100, maxTokens, ...(cursor && { cursor }) });
		expect(estimateTokens(said)).toBeLessThanOrEqual(maxTokens);
		expect([data.total, data.truncated]).toEqual([MANY, data.cursor !== null]);
		seen.push(...readCsv(data.events).map((row) => row.commitSha ?? ""));
		cursor = data.cursor;
	} while (cursor);
	expect([seen.length, new Set(seen).size]).toEqual([MANY, MANY]);
});
