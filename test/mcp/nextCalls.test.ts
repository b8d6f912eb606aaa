import type { Client } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../schema/database.ts";
import { openTestPglite } from "../support/databases.ts";
import { readCsv } from "../support/readCsv.ts";
import { ago, seedLogs, seedRun, seedSpans } from "../support/seed.ts";
import { type McpTestServer, serveMcp } from "./serveMcp.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const COMMIT = "9fceb02d0ae598e95dc970b74767f19372d61af8";

let db: Database;
let server: McpTestServer;
let client: Client;

beforeAll(async () => {
	db = await openTestPglite();
	await seedSpans(db, [
		{
			traceId: TRACE,
			spanId: "a000000000000001",
			operationName: "POST /orders/17",
			requestId: "req-7",
			status: "error",
			statusMessage: "500",
			timestamp: ago(5),
		},
		{
			traceId: TRACE,
			spanId: "a000000000000002",
			parentSpanId: "a000000000000001",
			service: "payments",
			operationName: "INSERT payments",
			status: "error",
			statusMessage: "deadlock detected",
			timestamp: ago(5),
		},
	]);
	await seedLogs(db, [
		{ message: "Order 17 could not be paid", level: "error", requestId: "req-7", traceId: TRACE, timestamp: ago(5) },
	]);
	await seedRun(db, { runId: "local-1", source: "local", commitSha: COMMIT, tests: { "adds tax": "passed" } });
	await seedRun(db, {
		runId: "ci-1",
		source: "ci",
		commitSha: COMMIT,
		tests: { "adds tax": { error: "expected 107 to be 119" } },
	});
	server = await serveMcp(db);
	client = await server.connect();
});
afterAll(async () => {
	await client.close();
	await server.close();
	await db.close();
});

test.each([
	["service_health", { service: "shop" }, ["search_errors", "trace_request", "search_errors"]],
	["compare_test_runs", { commitSha: COMMIT }, ["search_errors", "compare_test_runs"]],
	["search_errors", { query: "order could not be paid" }, ["trace_request", "search_errors"]],
])("what %s suggests to ask next is answered, and so on", async (tool, args, names) => {
	let next: Call | undefined = { name: tool, arguments: args };
	for (const name of names) {
		next = suggestionOf(await textOf(next));
		expect(next?.name).toBe(name);
	}
});

test.each([
	["service_health", { service: "shop" }, /^(POST <path>: 500|Order <num> could not be paid)$/],
	["trace_request", { requestId: "req-7" }, /deadlock detected$/],
	["compare_test_runs", { commitSha: COMMIT }, /^expected <num> to be <num>$/],
])("the search that %s suggests finds what it is about first", async (tool, args, about) => {
	const search = suggestionOf(await textOf({ name: tool, arguments: args }));
	if (search?.name !== "search_errors") throw new Error("No search was suggested.");
	const [, errors = ""] = /^errors .*:\n([\s\S]*)/m.exec(await textOf(search)) ?? [];
	expect(readCsv(errors)[0]?.template).toMatch(about);
});

interface Call {
	name: string;
	arguments: Record<string, string>;
}

async function textOf(call: Call | undefined): Promise<string> {
	if (!call) throw new Error("Nothing was suggested.");
	const { content, isError } = await client.callTool(call);
	const [block] = content;
	if (isError || block?.type !== "text") throw new Error(`${call.name}: ${JSON.stringify(content)}`);
	return block.text;
}

/** The call in `Next: tool argument="value" …`, taken by its letters. */
function suggestionOf(text: string): Call | undefined {
	const [, name, written = ""] = /Next: (\w+) (.*)\.$/m.exec(text) ?? [];
	const args = [...written.matchAll(/(\w+)=("(?:[^"\\]|\\.)*")/g)].map(([, key = "", value = ""]) => [
		key,
		JSON.parse(value),
	]);
	return name ? { name, arguments: Object.fromEntries(args) } : undefined;
}
