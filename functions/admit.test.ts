import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../schema/database.ts";
import { openTestPglite } from "../test/support/databases.ts";
import { testApp } from "../test/support/testApp.ts";
import { gate } from "./gate.ts";
import { requestLimits } from "./limits.ts";

const ROOMY = { requests: 100, bytes: 1e9, perKey: { perSecond: 1_000, burst: 1_000, atOnce: 100 } };

let db: Database;
beforeAll(async () => {
	db = await openTestPglite();
});
afterAll(() => db.close());

test("what is too much at once is refused for now, on each path in its own form; then there is room again", async () => {
	let finish = () => {};
	const held = new Promise<void>((resolve) => {
		finish = resolve;
	});
	const waiting = {
		...db,
		query: async <Row>(...args: Parameters<Database["query"]>) => {
			await held;
			return db.query<Row>(...args);
		},
	};
	const app = testApp(waiting, { gate: gate({ ...ROOMY, requests: 1 }) });
	const first = app.request("/api/services");
	const second = await app.request("/api/services");
	expect([second.status, second.headers.get("retry-after"), await second.json()]).toEqual([
		503,
		"1",
		expect.objectContaining({ code: "overloaded" }),
	]);
	const otlp = await app.request("/v1/logs", {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: "{}",
	});
	expect([otlp.status, await otlp.json()]).toEqual([503, expect.objectContaining({ code: 14 })]);
	expect((await app.request("/healthz")).status).toBe(200);
	finish();
	expect((await first).status).toBe(200);
	expect((await app.request("/api/services")).status).toBe(200);
});

test("room is given back where a request is refused or fails", async () => {
	const app = testApp(db, { gate: gate({ ...ROOMY, requests: 1 }) });
	expect((await app.request("/v1/logs", { method: "POST", key: null })).status).toBe(401);
	expect((await app.request("/v1/logs", { method: "POST", headers: { "content-type": "text/html" } })).status).toBe(
		415,
	);
	expect((await app.request("/api/services")).status).toBe(200);
});

test("a body that does not come in time gives its place back", async () => {
	const app = testApp(db, { gate: gate({ ...ROOMY, requests: 1 }), limits: { ...requestLimits, bodyMs: 1 } });
	const body = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)) });
	const slow = await app.request("/v1/logs", { ...OTLP, body, duplex: "half" } as RequestInit);
	expect([slow.status, await slow.json()]).toEqual([408, expect.objectContaining({ code: 4 })]);
	expect((await app.request("/api/services")).status).toBe(200);
});

test("bodies count as they come, not as they are declared", async () => {
	const app = testApp(db, { gate: gate({ ...ROOMY, bytes: 100 }), limits: requestLimits });
	let end = () => {};
	const started = new ReadableStream({
		start: (controller) => {
			controller.enqueue(new TextEncoder().encode('{"resourceLogs": ['));
			end = () => {
				controller.enqueue(new TextEncoder().encode("]}"));
				controller.close();
			};
		},
	});
	const headers = { ...OTLP.headers, "content-length": "8000000" };
	const first = app.request("/v1/logs", { ...OTLP, headers, body: started, duplex: "half" } as RequestInit);
	expect((await app.request("/v1/logs", { ...OTLP, body: `{}${" ".repeat(70)}` })).status).toBe(200);
	expect((await app.request("/v1/logs", { ...OTLP, body: `{}${" ".repeat(100)}` })).status).toBe(503);
	end();
	expect((await first).status).toBe(200);
});

const OTLP = { method: "POST", headers: { "content-type": "application/json" } };

test("a key that sends too often is told when to go on; other keys are not held up", async () => {
	let time = Date.parse("2026-03-10T12:00:00Z");
	const app = testApp(db, {
		gate: gate({ ...ROOMY, perKey: { perSecond: 1, burst: 2, atOnce: 100 } }),
		now: () => new Date(time),
	});
	const made = await app.request("/api/keys", {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ name: "reader", scopes: ["read"] }),
	});
	const { key } = (await made.json()) as { key: string };
	const ask = async () => (await app.request("/api/services", { key })).status;
	expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 429]);
	expect((await app.request("/api/services")).status).toBe(200);
	const refused = await app.request("/api/services", { key });
	expect([refused.headers.get("retry-after"), await refused.json()]).toEqual([
		"1",
		expect.objectContaining({ code: "too_many_requests" }),
	]);
	time += 1_000;
	expect(await ask()).toBe(200);
});

test("a key with slow requests is refused further ones, and does not shut out others", async () => {
	const app = testApp(db, { gate: gate({ ...ROOMY, perKey: { ...ROOMY.perKey, atOnce: 1 } }) });
	const made = await app.request("/api/keys", { ...OTLP, body: JSON.stringify({ name: "page", scopes: ["ingest"] }) });
	const { key } = (await made.json()) as { key: string };
	let end = () => {};
	const slow = new ReadableStream({
		start: (controller) => {
			end = () => {
				controller.enqueue(new TextEncoder().encode("{}"));
				controller.close();
			};
		},
	});
	const first = app.request("/v1/logs", { ...OTLP, key, body: slow, duplex: "half" } as RequestInit);
	const send = (by?: string) => app.request("/v1/logs", { ...OTLP, key: by, body: "{}" });
	// The first one's place is its key's once the key is known.
	await expect.poll(async () => (await send(key)).status).toBe(429);
	const refused = await send(key);
	expect([refused.headers.get("retry-after"), await refused.json()]).toEqual([
		"1",
		{ code: 8, message: expect.stringContaining('"page" has as many requests in flight as it may') },
	]);
	expect((await send()).status).toBe(200);
	end();
	expect([(await first).status, (await send(key)).status]).toEqual([200, 200]);
});
