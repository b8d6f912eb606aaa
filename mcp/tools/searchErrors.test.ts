import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../schema/database.ts";
import { callTool } from "../../test/support/callTool.ts";
import { openTestPglite } from "../../test/support/databases.ts";
import { readCsv } from "../../test/support/readCsv.ts";
import { ago, seedLogs, seedRun, seedSpans } from "../../test/support/seed.ts";
import { estimateTokens } from "../estimateTokens.ts";
import { searchErrors } from "./searchErrors.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const COMMIT = "9fceb02d0ae598e95dc970b74767f19372d61af8";
const MANY = 120;

let db: Database;
const ask = (args: object) => callTool<ErrorData>(searchErrors, db, args);

interface ErrorData {
	errors: string;
	total: number;
	truncated: boolean;
	cursor: string | null;
}

beforeAll(async () => {
	db = await openTestPglite();
	await seedLogs(db, [
		{ message: "Payment declined by issuer for order 1234", level: "error", requestId: "req-7", timestamp: ago(200) },
		{ message: "Payment declined by issuer for order 99", level: "error", requestId: "req-8", traceId: TRACE },
		{ message: 'Card reader said "no, thanks"\n  at 12:30', level: "fatal", service: "kiosk" },
		{ message: "Payment accepted", level: "info" },
		...Array.from({ length: MANY }, (_, index) => ({
			message: `Conveyor ${word(index)} jammed, ${"💥 {[(<'\"".repeat(60)}`,
			level: "error" as const,
			service: `warehouse-${"x".repeat(200)}`,
		})),
	]);
	await seedSpans(db, [
		{
			traceId: TRACE,
			spanId: "10f067aa0ba902b7",
			operationName: "INSERT orders",
			status: "error",
			statusMessage: "deadlock detected",
		},
	]);
	await seedRun(db, {
		runId: "run-1",
		source: "ci",
		commitSha: COMMIT,
		tests: { "adds tax": { error: "expected 107 to be 119" } },
	});
});
afterAll(() => db.close());

test("gives a row a template, with what is known and the ids of its newest occurrence", async () => {
	const { data, text } = await ask({ query: "payment declined" });
	expect(data).toMatchInlineSnapshot(`
		{
		  "cursor": null,
		  "errors": "count,lastSeen,firstSeen,new,kind,level,service,environment,template,sample,requestId,match,trend
		2,2026-03-10T12:29:00Z,2026-03-10T09:10:00Z,yes,log,error,shop,production,Payment declined by issuer for order <num>,Payment declined by issuer for order 99,req-8,words; spelling,0 0 0 0 0 1 1",
		  "from": "2026-03-09T12:30:00Z",
		  "to": "2026-03-10T12:30:00Z",
		  "total": 1,
		  "totalIsLeast": false,
		  "trendHours": 4,
		  "truncated": false,
		}
	`);
	expect(text).toMatchInlineSnapshot(
		`"1 error template. Best match: "Payment declined by issuer for order <num>", 2 × in shop, new since 2026-03-10T09:10:00Z. Next: trace_request requestId="req-8"."`,
	);
});

test("leaves errors alone that are none", async () => {
	expect((await ask({ query: "payment accepted" })).data.errors).not.toContain("accepted");
});

test("keeps a row on a line, whatever it holds", async () => {
	const { data } = await ask({ query: "card reader" });
	expect(readCsv(data.errors)).toMatchObject([
		{ service: "kiosk", level: "fatal", template: expect.not.stringContaining("\n") },
	]);
});

test("suggests what to ask next: a failed span's trace, a failing test's commit, what the query names", async () => {
	expect((await ask({ query: "deadlock" })).text).toContain(`Next: trace_request requestId="${TRACE}".`);
	expect((await ask({ query: "expected to be" })).text).toContain(`Next: compare_test_runs commitSha="${COMMIT}".`);
	const named = await ask({ query: `what is ${COMMIT.slice(0, 10)}` });
	expect(named.text).toContain(`The query names commit ${COMMIT}. Next: compare_test_runs commitSha="${COMMIT}".`);
});

test("says that nothing matches, and what would", async () => {
	const { text, data } = await ask({ query: "zeppelin" });
	expect(text).toBe("Nothing was seen that matches, in the last 90 days either.");
	expect(data).toMatchObject({ errors: "", total: 0, truncated: false });
	await expect(ask({ query: "card", service: "kiosc" })).rejects.toThrow("Did you mean kiosk?");
});

test.each([1_500, 4_000, 20_000])("stays within %i tokens, and its pages have every row once", async (maxTokens) => {
	const seen: string[] = [];
	let cursor: string | null = null;
	do {
		const { data, text, said } = await ask({
			query: "conveyor jammed",
			limit: 50,
			maxTokens,
			...(cursor && { cursor }),
		});
		expect(estimateTokens(said)).toBeLessThanOrEqual(maxTokens);
		expect(data.truncated).toBe(data.cursor !== null);
		expect(data.total).toBe(MANY);
		expect(text.includes("More follow")).toBe(data.truncated);
		seen.push(...readCsv(data.errors).map((row) => row.template ?? ""));
		cursor = data.cursor;
	} while (cursor);
	expect(seen).toHaveLength(MANY);
	expect(new Set(seen).size).toBe(MANY);
});

/** A word of letters alone, so that masking leaves it. */
function word(index: number): string {
	return [...index.toString(26)]
		.map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 26)))
		.join("")
		.padStart(6, "q");
}
