import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../schema/database.ts";
import { callTool } from "../../test/support/callTool.ts";
import { openTestPglite } from "../../test/support/databases.ts";
import { readCsv } from "../../test/support/readCsv.ts";
import { ago, seedLogs } from "../../test/support/seed.ts";
import { estimateTokens } from "../estimateTokens.ts";
import { querySql } from "./querySql.ts";

const MANY = 120;

let db: Database;
const ask = (args: object) =>
	callTool<{ rows?: string; total: number; truncated: boolean; cursor: string | null }>(querySql, db, args);

beforeAll(async () => {
	db = await openTestPglite();
	await seedLogs(
		db,
		Array.from({ length: MANY }, (_, index) => ({
			message: `line ${index} ${"💥 {[(<'\"".repeat(60)}`,
			timestamp: ago(1 + (index % 50)),
			level: index % 40 === 0 ? ("error" as const) : ("info" as const),
		})),
	);
});
afterAll(() => db.close());

test("answers in a table under the names of the columns", async () => {
	const query = "SELECT level, count(*), max(hostname) AS host FROM application_logs GROUP BY level ORDER BY level";
	expect((await ask({ query })).said).toMatchInlineSnapshot(`
		"2 rows.

		empty: host
		total: 2
		truncated: no

		rows:
		level,count
		error,3
		info,117"
	`);
	const none = await ask({ query: "SELECT message, level FROM application_logs WHERE level = 'fatal'" });
	expect(none.said).toMatchInlineSnapshot(`
		"0 rows. The columns are message, level.

		total: 0
		truncated: no"
	`);
});

test("teaches what would be right", async () => {
	await expect(ask({ query: "SELECT * FROM api_keys" })).rejects.toThrow("query: api_keys may not be read.");
	await expect(ask({ query: "SELECT mesage FROM application_logs" })).rejects.toThrow("application_logs.message");
	await expect(ask({ sql: "SELECT 1" })).rejects.toThrow("The argument query is missing.");
});

test.each([1_500, 4_000, 20_000])("stays within %i tokens, and its pages have every row once", async (maxTokens) => {
	const query = "SELECT log_id, message FROM application_logs ORDER BY log_id";
	const seen: string[] = [];
	let cursor: string | null = null;
	do {
		const { data, said } = await ask({ query, limit: 500, maxTokens, ...(cursor && { cursor }) });
		expect(estimateTokens(said)).toBeLessThanOrEqual(maxTokens);
		expect(data.truncated).toBe(data.cursor !== null);
		seen.push(...readCsv(data.rows ?? "").map((row) => row.log_id ?? ""));
		cursor = data.cursor;
	} while (cursor);
	expect([seen.length, new Set(seen).size]).toEqual([MANY, MANY]);
});
