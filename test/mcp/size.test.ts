import { afterAll, beforeAll, expect, test } from "vitest";
import type { AnswerContext } from "../../answers/context.ts";
import { contentId } from "../../core/contentId.ts";
import { groupErrors } from "../../embedding/grouping/groupErrors.ts";
import { lexicalEmbedder } from "../../embedding/lexicalEmbedder.ts";
import { answers } from "../../functions/routes/answers.ts";
import { estimateTokens } from "../../mcp/estimateTokens.ts";
import { tools } from "../../mcp/tools.ts";
import type { Database } from "../../schema/database.ts";
import { writeTelemetry } from "../../schema/write/writeTelemetry.ts";
import { callTool } from "../support/callTool.ts";
import { openTestPglite } from "../support/databases.ts";
import { ago, NOW, seedBuilds, seedLogs, seedRun, seedSpans } from "../support/seed.ts";
import { batchOf, pointRow, seriesRow } from "../support/telemetry.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const COMMIT = "9fceb02d0ae598e95dc970b74767f19372d61af8";

let db: Database;
let context: AnswerContext;

beforeAll(async () => {
	db = await openTestPglite();
	context = { db, embedder: lexicalEmbedder, now: NOW };
	await seedLogs(
		db,
		Array.from({ length: 200 }, (_, index) => ({
			message: MESSAGES[index % MESSAGES.length]?.replace("#", String(1_000 + index)),
			level: "error" as const,
			timestamp: ago(1 + ((index * 37) % 50)),
			traceId: index % 10 === 0 ? TRACE : index.toString(16).padStart(32, "e"),
			requestId: `3f0c2b9e-51d4-4b7a-8e0f-${index.toString().padStart(12, "0")}`,
		})),
	);
	await seedSpans(
		db,
		Array.from({ length: 40 }, (_, index) => ({
			traceId: TRACE,
			spanId: index.toString(16).padStart(16, "a"),
			parentSpanId:
				index === 0
					? null
					: Math.floor((index - 1) / 3)
							.toString(16)
							.padStart(16, "a"),
			service: ["shop", "payments", "ledger"][index % 3],
			operationName: `POST /step/${index}`,
			timestamp: ago(30 - index / 100),
			...(index > 30 && { status: "error" as const, statusMessage: "upstream gave up" }),
		})),
	);
	for (const source of ["ci", "local"] as const) {
		await seedRun(db, {
			runId: `${source}-1`,
			source,
			commitSha: COMMIT,
			tests: Object.fromEntries(
				Array.from({ length: 40 }, (_, index) => [
					`adds up the cart, case ${index}`,
					source === "ci" && index < 12 ? { error: `expected ${index} to be ${index + 7}` } : "passed",
				]),
			),
		});
	}
	await seedBuilds(
		db,
		Array.from({ length: 20 }, (_, index) => ({
			service: "shop",
			environment: "production",
			commitSha: index.toString(16).padStart(2, "0").repeat(20),
			timestamp: ago(index * 60 + 5),
			metadata: { by: "ada" },
		})),
	);
	const series = ["mail", "pay"].map((queue) =>
		seriesRow({ seriesId: contentId("queue", queue), labels: JSON.stringify({ queue }) }),
	);
	const points = series.flatMap(({ seriesId }) =>
		Array.from({ length: 60 }, (_, minute) => pointRow({ seriesId, timestamp: ago(minute + 1), value: minute / 7 })),
	);
	await writeTelemetry(db, batchOf({ series, points }), null);
	await groupErrors(db);
});
afterAll(() => db.close());

// Each question as an agent asks it, and where the same answer is JSON.
const QUESTIONS: [tool: string, path: string, args: Record<string, string>][] = [
	["search_errors", "/api/errors", { query: "payment order" }],
	["error_groups", "/api/error-groups", {}],
	["investigate", "/api/investigate", { service: "shop" }],
	["compare_test_runs", "/api/test-runs/compare", { commitSha: COMMIT }],
	["log_context", "/api/logs/context", { at: ago(10), service: "shop" }],
	["trace_request", "/api/requests/{requestId}", { requestId: TRACE }],
	["service_health", "/api/services/{service}/health", { service: "shop" }],
	["query_metrics", "/api/metrics/{metric}", { metric: "queue.length", groupBy: "queue" }],
	["test_history", "/api/tests/history", { test: "adds up the cart, case 3" }],
	["deployments", "/api/deployments", { service: "shop" }],
	["query_sql", "/api/sql", { query: "SELECT timestamp, level, message FROM application_logs ORDER BY 1" }],
];

test("every tool is asked", () => {
	expect(QUESTIONS.map(([tool]) => tool).toSorted()).toEqual(tools.map(({ definition }) => definition.name).toSorted());
});

/** Tokens of what an agent reads, and of the same answer as pretty JSON. */
async function tokensOf(name: string, path: string, args: object): Promise<{ said: number; pretty: number }> {
	const tool = tools.find(({ definition }) => definition.name === name);
	const route = answers.find((known) => known.path === path);
	if (!tool || !route) throw new Error(`There is no ${tool ? path : name}.`);
	const { said } = await callTool(tool, db, { ...args, maxTokens: 20_000 });
	const pretty = JSON.stringify(await route.answer(context, args), null, 2);
	return { said: estimateTokens(said), pretty: estimateTokens(pretty) };
}

test.each(QUESTIONS)("%s takes fewer tokens than the same answer as pretty JSON", async (tool, path, args) => {
	const { said, pretty } = await tokensOf(tool, path, args);
	// The JSON of rows in SQL names nothing either.
	expect(said / pretty).toBeLessThan(tool === "query_sql" ? 0.9 : 0.5);
});

test("all questions together take about a third of the tokens of pretty JSON", async () => {
	const sums = { said: 0, pretty: 0 };
	for (const question of QUESTIONS) {
		const { said, pretty } = await tokensOf(...question);
		console.log(`${question[0]}: ${said} tokens, ${Math.round((100 * said) / pretty)} % of ${pretty}`);
		sums.said += said;
		sums.pretty += pretty;
	}
	console.log(`all: ${sums.said} tokens, ${Math.round((100 * sums.said) / sums.pretty)} % of ${sums.pretty}`);
	expect(sums.said / sums.pretty).toBeLessThan(0.36);
});

// What an agent would have to read to answer the question itself.
const ROWS: Record<string, string[]> = {
	search_errors: ["SELECT * FROM application_logs WHERE level = 'error'"],
	compare_test_runs: ["SELECT * FROM test_runs", "SELECT * FROM test_results", "SELECT * FROM test_failures"],
	trace_request: [
		`SELECT * FROM trace_spans WHERE trace_id = '${TRACE}'`,
		`SELECT * FROM application_logs WHERE trace_id = '${TRACE}'`,
	],
	service_health: [
		"SELECT * FROM trace_spans WHERE service = 'shop'",
		"SELECT * FROM application_logs WHERE service = 'shop'",
		"SELECT * FROM metrics_samples WHERE service = 'shop'",
	],
	query_metrics: ["SELECT * FROM metrics_samples WHERE metric_name = 'queue.length'"],
};

test("answers take under a tenth of the tokens of the rows that they are from, as pretty JSON", async () => {
	const sums = { said: 0, rows: 0 };
	for (const question of QUESTIONS) {
		const [tool] = question;
		const statements = ROWS[tool];
		if (!statements) continue;
		const { said } = await tokensOf(...question);
		const rows: unknown[] = [];
		for (const statement of statements) rows.push(...(await db.query(statement)));
		const tokens = estimateTokens(JSON.stringify(rows, null, 2));
		console.log(`${tool}: ${((100 * said) / tokens).toFixed(1)} % of ${rows.length} rows' ${tokens} tokens`);
		sums.said += said;
		sums.rows += tokens;
	}
	console.log(`answers from rows: ${((100 * sums.said) / sums.rows).toFixed(1)} % of ${sums.rows} tokens`);
	expect(sums.said / sums.rows).toBeLessThan(0.1);
});

const MESSAGES = [
	"Payment declined by issuer for order #",
	"Payment gateway timeout after 30s for order #",
	"connect ECONNREFUSED 10.0.0.7:5432 while paying order #",
	"TypeError: Cannot read properties of undefined (reading 'total') in order #",
	"query failed: SQLSTATE 23505 duplicate key in payment_intents, order #",
	"payment webhook signature invalid for event #",
	'Refund of payment # rejected: "amount exceeds balance"',
	"payment ledger out of balance by # EUR",
];
