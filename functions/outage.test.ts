import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Database } from "../schema/database.ts";
import { openPg } from "../schema/drivers/pg.ts";
import { createKey } from "../schema/keys.ts";
import { createTestDatabase } from "../test/support/databases.ts";
import { logsSample } from "../test/support/otlp/logsSample.ts";
import { servers } from "../test/support/servers.ts";
import { startTcpProxy, type TcpProxy } from "../test/support/tcpProxy.ts";
import { type TestApp, testApp } from "../test/support/testApp.ts";
import { groupCommit } from "./groupCommit.ts";
import { commitLimits } from "./limits.ts";

vi.spyOn(console, "error").mockImplementation(() => {});

const PATHS = [
	["POST", "/v1/logs", "application/x-protobuf"],
	["GET", "/api/keys", "application/problem+json"],
	["GET", "/nowhere", "application/problem+json"],
] as const;

const ask = (app: TestApp, method: string, path: string, key: string) =>
	app.request(path, { method, key, headers: { "content-type": "application/x-protobuf" } });

/** That each path says, in its own form, to come again. */
async function expectAway(app: TestApp, key: string): Promise<void> {
	for (const [method, path, type] of PATHS) {
		const { status, headers } = await ask(app, method, path, key);
		expect([status, headers.get("retry-after"), headers.get("content-type")]).toEqual([503, "2", type]);
	}
	expect((await app.request("/healthz")).status).toBe(200);
	expect((await app.request("/readyz")).status).toBe(503);
}

test("a database that was never there is told on every path, with when to come again", async () => {
	const db = openPg({ connectionString: "postgres://nobody@127.0.0.1:1/none" });
	await expectAway(testApp(db), `vgs_${"x".repeat(43)}`);
	await db.close();
});

describe.each(servers)("the database on $name going away", (server) => {
	let database: Awaited<ReturnType<typeof createTestDatabase>>;
	let way: TcpProxy;
	let direct: Database;
	let app: TestApp;
	beforeEach(async () => {
		database = await createTestDatabase(server);
		const url = new URL(database.url);
		way = await startTcpProxy(url.hostname, Number(url.port || 5432));
		direct = openPg({ connectionString: database.url });
		url.hostname = "127.0.0.1";
		url.port = String(way.port);
		const db = openPg({ connectionString: url.toString() });
		// So small that many transactions are needed.
		app = testApp(db, { commit: groupCommit(db, { ...commitLimits, rows: 3 }) });
	});
	afterEach(async () => {
		await app.settled();
		await app.db.close();
		await direct.close();
		await way.close();
		await database.drop();
	});

	const send = (body: Uint8Array) =>
		app.request("/v1/logs", {
			method: "POST",
			headers: { "content-type": "application/x-protobuf" },
			body: new Uint8Array(body),
		});

	test("in the midst of requests loses and doubles nothing, where what is refused is sent again", async () => {
		const texts = Array.from({ length: 60 }, (_, index) => `record ${"x".repeat(index)}`);
		const batches = texts.map((body) => logsSample((logger) => logger.emit({ body })).protobuf);
		const statuses = new Map<Uint8Array, number>();
		const sendAll = (wanted: Uint8Array[]) =>
			Promise.all(
				wanted.map(async (batch) => {
					statuses.set(batch, (await send(batch)).status);
					// Some are done, some are being written, some wait for a connection.
					if (statuses.size === 5) await way.cut();
				}),
			);
		await sendAll(batches);
		const refused = batches.filter((batch) => statuses.get(batch) !== 200);
		expect(refused.length).toBeGreaterThan(0);
		expect(refused.length).toBeLessThan(batches.length);
		expect(refused.map((batch) => statuses.get(batch))).toEqual(refused.map(() => 503));
		await way.restore();
		await sendAll(refused);
		expect(refused.map((batch) => statuses.get(batch))).toEqual(refused.map(() => 200));
		const rows = await direct.query<{ message: string }>("SELECT message FROM application_logs");
		expect(rows.map((row) => row.message).toSorted()).toEqual(texts.toSorted());
	});

	test("is told on every path, and over as soon as it is back", async () => {
		const { key } = await createKey(direct, { name: "sender", scopes: ["ingest", "admin"] });
		const askAll = () => Promise.all(PATHS.map(async ([method, path]) => (await ask(app, method, path, key)).status));
		expect(await askAll()).toEqual([200, 200, 404]);
		await way.cut();
		await expectAway(app, key);
		await way.restore();
		expect(await askAll()).toEqual([200, 200, 404]);
		expect((await app.request("/readyz")).status).toBe(200);
	});
});
