import { once } from "node:events";
import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { Database } from "../../schema/database.ts";
import { openTestPglite } from "../../test/support/databases.ts";
import { readEnvironment } from "../environment.ts";
import { startNode } from "./node.ts";

const apiKey = "vgs_0123456789abcdef";
let db: Database;
beforeAll(async () => {
	db = await openTestPglite();
});
afterAll(() => db?.close());
afterEach(() => vi.restoreAllMocks());
const start = (variables: Record<string, string> = {}, graceMs = 60_000) =>
	startNode({ settings: readEnvironment({ PORT: "0", ...variables }), db, apiKey, graceMs });

test("finishes a request in flight when it closes, and takes no other", async () => {
	const server = await start();
	const sending = post(`${server.url}/v1/logs`);
	await once(sending, "continue");
	const closed = server.close();
	await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
	const answered = once(sending, "response");
	sending.end(batchOf("sent while it closes"));
	const [response] = await answered;
	expect(response.statusCode).toBe(200);
	const answeredAt = performance.now();
	await closed;
	// The agent of `request` keeps its connections alive, for which the server would wait five seconds.
	expect(performance.now() - answeredAt).toBeLessThan(4_000);
	expect(await db.query("SELECT message FROM application_logs WHERE message = 'sent while it closes'")).toHaveLength(1);
});

test("does not wait for a connection that is kept alive without a request", async () => {
	const server = await start();
	const agent = new Agent({ keepAlive: true });
	const [response] = await once(request(`${server.url}/healthz`, { agent }).end(), "response");
	await response.toArray();
	await server.close();
	agent.destroy();
});

test("cuts a request that does not end within the time given", async () => {
	const server = await start({}, 1);
	const sending = post(`${server.url}/v1/logs`);
	await once(sending, "continue");
	const cut = once(sending, "error");
	await server.close();
	await cut;
});

test("waits for a model no longer than the time given", async () => {
	const silent = createServer().listen(0, "127.0.0.1");
	await once(silent, "listening");
	const asked = once(silent, "request");
	const { port } = silent.address() as AddressInfo;
	const server = await start({ VAGUS_EMBEDDINGS_URL: `http://127.0.0.1:${port}` }, 100);
	const sending = post(`${server.url}/v1/logs`).end(batchOf("embedded by a model that is silent"));
	await once(sending, "response");
	await asked;
	await server.close();
	silent.closeAllConnections();
	silent.close();
});

test("serves on when work beside requests fails", async () => {
	const logged = vi.spyOn(console, "error").mockImplementation(() => {});
	// Nothing listens there.
	const server = await start({ VAGUS_EMBEDDINGS_URL: "http://127.0.0.1:1" });
	const sending = post(`${server.url}/v1/logs`).end(batchOf("embedded by nobody"));
	const [response] = await once(sending, "response");
	expect(response.statusCode).toBe(200);
	await expect.poll(() => logged.mock.calls.flat().join("\n"), { timeout: 10_000 }).toContain("drain");
	expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
	await server.close();
});

test("two servers of one process take no port from each other, and one that is taken is an error", async () => {
	const server = await start();
	await expect(start({ PORT: new URL(server.url).port })).rejects.toMatchObject({ code: "EADDRINUSE" });
	await server.close();
});

function batchOf(message: string): string {
	const logRecords = [{ timeUnixNano: `${Date.now()}000000`, body: { stringValue: message } }];
	return JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
}

/** A request that the server is asked to take before its body is sent. */
function post(url: string): ReturnType<typeof request> {
	const headers = {
		authorization: `Bearer ${apiKey}`,
		"content-type": "application/json",
		expect: "100-continue",
	};
	const sending = request(url, { method: "POST", headers });
	sending.flushHeaders();
	return sending;
}
