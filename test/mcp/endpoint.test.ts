import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { estimateTokens } from "../../mcp/estimateTokens.ts";
import { tools } from "../../mcp/tools.ts";
import type { Database } from "../../schema/database.ts";
import { createKey } from "../../schema/keys.ts";
import { openTestPglite } from "../support/databases.ts";
import { seedLogs } from "../support/seed.ts";
import { ADMIN_KEY } from "../support/testApp.ts";
import { type McpTestServer, serveMcp } from "./serveMcp.ts";

let db: Database;
let server: McpTestServer;

beforeAll(async () => {
	db = await openTestPglite();
	await seedLogs(db, [{ message: "Payment declined by issuer for order 1234", level: "error", requestId: "req-7" }]);
	server = await serveMcp(db);
});
afterAll(async () => {
	await server.close();
	await db.close();
});

const search = { name: "search_errors", arguments: { query: "payment declined" } };

describe.each(["auto", "legacy"] as const)("the official client, negotiating %s", (mode) => {
	test("learns what this is, lists the tools and calls one", async () => {
		const client = await server.connect(mode);
		expect(client.getNegotiatedProtocolVersion()).toBe(mode === "auto" ? "2026-07-28" : "2025-11-25");
		expect(client.getServerVersion()).toMatchObject({ name: "vagus" });
		expect(client.getInstructions()).toContain("start with search_errors");
		const listed = await client.listTools();
		expect(listed.tools.map(({ name }) => name)).toEqual(tools.map(({ definition }) => definition.name));
		const { content, isError } = await client.callTool(search);
		expect(isError).toBeFalsy();
		expect(content).toEqual([{ type: "text", text: expect.stringContaining("Payment declined by issuer") }]);
		expect(content).toEqual([{ type: "text", text: expect.stringContaining("total: 1\ntruncated: no") }]);
		await client.close();
	});

	test("reads what can be read, and gets prompts for the usual investigations", async () => {
		const client = await server.connect(mode);
		const { resources } = await client.listResources();
		expect(resources.map(({ uri }) => uri)).toEqual(["vagus://schema", "vagus://names"]);
		const { contents } = await client.readResource({ uri: "vagus://schema" });
		const [schema] = contents;
		expect(schema).toMatchObject({
			mimeType: "text/plain",
			text: expect.stringContaining("application_logs (log lines"),
		});
		expect(JSON.stringify(schema)).not.toContain("key_hash");
		expect(estimateTokens(JSON.stringify(schema))).toBeLessThan(6_000);
		const names = await client.readResource({ uri: "vagus://names" });
		expect(names.contents).toMatchObject([
			{ text: expect.stringMatching(/^Services: shop\nEnvironments: production/) },
		]);
		await expect(client.readResource({ uri: "vagus://other" })).rejects.toThrow(/not found/i);
		expect((await client.listResourceTemplates()).resourceTemplates).toEqual([]);
		const { prompts } = await client.listPrompts();
		expect(prompts.map(({ name }) => name)).toContain("find_cause");
		const { messages } = await client.getPrompt({ name: "find_cause", arguments: { symptom: "payments fail" } });
		expect(messages).toMatchObject([{ role: "user", content: { text: expect.stringContaining("payments fail") } }]);
		await expect(client.getPrompt({ name: "find_cause" })).rejects.toThrow("symptom is missing");
		await expect(client.getPrompt({ name: "find_couse" })).rejects.toThrow("Did you mean find_cause");
		await client.close();
	});

	test("is told what would have been right", async () => {
		const client = await server.connect(mode);
		const wrong = await client.callTool({ name: "search_errors", arguments: { qery: "x", timeRange: "yesterday" } });
		expect(wrong).toMatchObject({ isError: true, content: [{ type: "text" }] });
		expect(JSON.stringify(wrong.content)).toMatch(
			/query is missing.*timeRange: give a number and a unit.*Did you mean query/,
		);
		await expect(client.callTool({ name: "search_eror", arguments: {} })).rejects.toThrow("Did you mean search_errors");
		await client.close();
	});
});

describe("a client of an older revision, by hand", () => {
	const call = { jsonrpc: "2.0", id: 3, method: "tools/call", params: search };

	test.each(["2025-06-18", "2025-03-26", "2024-11-05"])(
		"shakes hands in %s, lists and calls",
		async (protocolVersion) => {
			const params = { protocolVersion, capabilities: {}, clientInfo: { name: "by hand", version: "1" } };
			const hello = await reply(await server.post({ jsonrpc: "2.0", id: 1, method: "initialize", params }));
			expect(hello.result).toMatchObject({
				protocolVersion,
				capabilities: { tools: {} },
				serverInfo: { name: "vagus" },
			});
			const headers = { "mcp-protocol-version": protocolVersion };
			const ready = await server.post({ jsonrpc: "2.0", method: "notifications/initialized" }, headers);
			expect([ready.status, await ready.text()]).toEqual([202, ""]);
			const list = await reply(await server.post({ jsonrpc: "2.0", id: 2, method: "tools/list" }, headers));
			expect(list.result.tools).toHaveLength(tools.length);
			const { content } = (await reply(await server.post(call, headers))).result;
			expect(content).toEqual([{ type: "text", text: expect.stringContaining("total: 1") }]);
		},
	);

	test("may send several calls at once, as 2025-03-26 has it", async () => {
		const response = await server.post([call, { ...call, id: 4 }]);
		expect((await response.text()).match(/"content"/g)).toHaveLength(2);
	});
});

describe("what is refused", () => {
	const ping = { jsonrpc: "2.0", id: 1, method: "ping" };

	test("no key, an unknown one, and one that may only send", async () => {
		const none = await fetch(server.url, { method: "POST", body: JSON.stringify(ping) });
		expect([none.status, none.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
		expect((await server.post(ping, { authorization: "Bearer vgs_unknown" })).status).toBe(401);
		const { key } = await createKey(db, { name: "sender", scopes: ["ingest"] });
		const sender = await server.post(ping, { authorization: `Bearer ${key}` });
		expect(sender.status).toBe(403);
		expect(sender.headers.get("www-authenticate")).toBe('Bearer error="insufficient_scope", scope="read agent"');
	});

	test("what a key's scopes do not allow: it is not listed either", async () => {
		const { key } = await createKey(db, { name: "reader", scopes: ["read"] });
		const authorization = `Bearer ${key}`;
		const { result } = await reply(await server.post({ ...ping, method: "tools/list" }, { authorization }));
		expect(result.tools).toHaveLength(tools.length - 1);
		const call = { ...ping, method: "tools/call", params: { name: "query_sql", arguments: { query: "SELECT 1" } } };
		for (const message of [call, [ping, call]]) {
			const refused = await server.post(message, { authorization });
			expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([
				403,
				'Bearer error="insufficient_scope", scope="agent"',
			]);
		}
		expect((await server.post({ ...call, params: search }, { authorization })).status).toBe(200);
	});

	test("a key of the scope agent is not", async () => {
		const { key } = await createKey(db, { name: "agent", scopes: ["agent"] });
		expect((await reply(await server.post(ping, { authorization: `Bearer ${key}` }))).result).toEqual({});
	});

	test("pages of other hosts, unless the key is bound to them", async () => {
		expect((await server.post(ping, { origin: "https://evil.example" })).status).toBe(403);
		expect((await server.post(ping, { origin: "null" })).status).toBe(403);
		expect((await server.post(ping, { origin: "http://localhost.evil.example" })).status).toBe(403);
		expect((await server.post(ping, { origin: "http://localhost:6274" })).status).toBe(200);
		const origin = "https://chat.example.com";
		const { key } = await createKey(db, { name: "chat", scopes: ["agent"], origins: [origin] });
		expect((await server.post(ping, { origin, authorization: `Bearer ${key}` })).status).toBe(200);
		expect((await server.post(ping, { authorization: `Bearer ${key}` })).status).toBe(403);
	});

	test("a session's methods: there are no sessions", async () => {
		for (const method of ["GET", "DELETE"]) {
			const response = await fetch(server.url, { method, headers: { authorization: `Bearer ${ADMIN_KEY}` } });
			expect(response.status).toBe(405);
		}
	});

	test.each([
		["what is no JSON", "{", {}, 400],
		["a body of another type", "query=x", { "content-type": "text/plain" }, 415],
		["JSON that is no JSON-RPC", { hello: "world" }, {}, 400],
		["an unknown revision", ping, { "mcp-protocol-version": "1999-01-01" }, 400],
		["a body above the limit", "x".repeat(65 * 1024), {}, 413],
		["a body that inflates above the limit", gzipSync("x".repeat(300 * 1024)), { "content-encoding": "gzip" }, 413],
		["broken gzip", "not gzip", { "content-encoding": "gzip" }, 400],
		["more calls at once than anybody needs", Array.from({ length: 101 }, (_, id) => ({ ...ping, id })), {}, 400],
	])("%s", async (_what, body, headers, status) => {
		const response = await server.post(body, headers as Record<string, string>);
		expect(response.status).toBe(status);
		expect(await response.text()).not.toMatch(/node_modules|\.ts:|\.mjs:/);
	});

	test("a compressed body within the limits is not", async () => {
		const body = gzipSync(JSON.stringify(ping));
		expect((await reply(await server.post(body, { "content-encoding": "gzip" }))).result).toEqual({});
	});
});

test("says to try again while the database is away, and keeps its own errors to itself", async () => {
	const gone = Object.assign(new Error("connect ECONNREFUSED 10.0.0.7:5432"), { code: "ECONNREFUSED" });
	const bug = new TypeError("x is not a function");
	const logged = vi.spyOn(console, "error").mockImplementation(() => {});
	for (const [error, said] of [
		[gone, /database cannot be reached.*again/],
		[bug, /unexpected error.*logged/],
	] as const) {
		const broken = await serveMcp({ ...db, query: () => Promise.reject(error) });
		const client = await broken.connect();
		const result = await client.callTool(search);
		expect(result).toMatchObject({ isError: true, content: [{ type: "text", text: expect.stringMatching(said) }] });
		expect(JSON.stringify(result)).not.toMatch(/ECONNREFUSED|not a function|\.ts/);
		expect(logged).toHaveBeenLastCalledWith(expect.stringContaining(error.message));
		await client.close();
		await broken.close();
	}
	logged.mockRestore();
});

test.each([
	{ query: { a: 1 }, service: 5, limit: [] },
	{ query: "a\0b \ud800 %_'\"\\ $1 :* <-> &", service: "\ud800", cursor: "\0" },
	{ query: "x".repeat(20_000), limit: 1e99, maxTokens: -1 },
	JSON.parse('{"query": "x", "__proto__": {"polluted": true}, "constructor": 1}'),
	{ ["y".repeat(30_000)]: 1 },
])("hostile arguments are refused or answered in few words, and never meet a fault of ours (%#)", async (args) => {
	const client = await server.connect();
	const { content } = await client.callTool({ name: "search_errors", arguments: args });
	expect(JSON.stringify(content)).not.toMatch(/unexpected error/);
	expect(JSON.stringify(content).length).toBeLessThan(2_500);
	await client.close();
});

test("a subscription ends at once: nothing here changes while a client looks", async () => {
	const client = await server.connect();
	const subscription = await client.listen({ toolsListChanged: true });
	expect(subscription.honoredFilter).toEqual({});
	await client.close();
});

test("all definitions together stay below 6,000 tokens and 12 tools", async () => {
	const client = await server.connect("legacy");
	const { tools: listed } = await client.listTools();
	expect(listed.length).toBeLessThanOrEqual(12);
	expect(estimateTokens(JSON.stringify(listed) + client.getInstructions())).toBeLessThan(6_000);
	for (const { annotations, description } of listed) {
		expect(annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false });
		expect(description).toMatch(/Not for/);
	}
	await client.close();
});

/** The one JSON-RPC message of a response, sent as JSON or as an event stream. */
async function reply(response: Response): Promise<{ result: Reply }> {
	const text = await response.text();
	return JSON.parse(text.replace(/^event: message\ndata: /, ""));
}

/** As much of the results as is looked at here. */
interface Reply {
	tools: object[];
	content: object[];
}
