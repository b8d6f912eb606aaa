import { afterAll, beforeAll, expect, test } from "vitest";
import { compareTestRuns, compareTestRunsArguments } from "../../answers/compareTestRuns.ts";
import type { AnswerContext } from "../../answers/context.ts";
import { parseArguments } from "../../answers/parseArguments.ts";
import { searchErrors, searchErrorsArguments } from "../../answers/searchErrors.ts";
import { serviceHealth, serviceHealthArguments } from "../../answers/serviceHealth.ts";
import { traceRequest, traceRequestArguments } from "../../answers/traceRequest.ts";
import { lexicalEmbedder } from "../../embedding/lexicalEmbedder.ts";
import { estimateTokens } from "../../mcp/estimateTokens.ts";
import { tools } from "../../mcp/tools.ts";
import type { Database } from "../../schema/database.ts";
import { callTool } from "../support/callTool.ts";
import { openTestPglite } from "../support/databases.ts";
import { ago, NOW, seedLogs, seedRun, seedSpans } from "../support/seed.ts";

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
});
afterAll(() => db.close());

// By the encoding o200k it is 0.36, 0.24, 0.15 and 0.40 of them.
test.each([
	[
		"search_errors",
		{ query: "payment order" },
		(args: object) => searchErrors(context, parseArguments(searchErrorsArguments, args)),
	],
	[
		"compare_test_runs",
		{ commitSha: COMMIT },
		(args: object) => compareTestRuns(context, parseArguments(compareTestRunsArguments, args)),
	],
	[
		"trace_request",
		{ requestId: TRACE },
		(args: object) => traceRequest(context, parseArguments(traceRequestArguments, args)),
	],
	[
		"service_health",
		{ service: "shop" },
		(args: object) => serviceHealth(context, parseArguments(serviceHealthArguments, args)),
	],
] as const)(
	"%s says the same as the answer in half the tokens of its pretty JSON, or fewer",
	async (name, args, answer) => {
		const tool = tools.find(({ definition }) => definition.name === name);
		if (!tool) throw new Error(`There is no tool ${name}.`);
		const { said } = await callTool(tool, db, { ...args, maxTokens: 20_000 });
		const pretty = JSON.stringify(await answer(args), null, 2);
		expect(estimateTokens(said) / estimateTokens(pretty)).toBeLessThan(0.5);
	},
);

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
