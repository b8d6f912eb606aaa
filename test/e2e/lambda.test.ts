import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openPg } from "../../schema/drivers/pg.ts";
import { createTestDatabase } from "../support/databases.ts";
import { logsSample } from "../support/otlp/logsSample.ts";
import { servers } from "../support/servers.ts";
import { startTcpProxy, type TcpProxy } from "../support/tcpProxy.ts";
import { type LambdaBundle, lambdaBundle } from "./support/lambda/bundle.ts";
import { type LambdaInstance, startInstance } from "./support/lambda/startInstance.ts";
import { KEY, SETTINGS } from "./support/program.ts";
import { startLambda } from "./support/startLambda.ts";

let bundle: LambdaBundle;
beforeAll(async () => {
	bundle = await lambdaBundle("functions/entries/lambda.ts");
});
afterAll(() => bundle?.remove());

test("the bundle is small, so that a cold start is short", () => {
	console.log(`Lambda: ${Math.round(bundle.bytes / 1024)} KiB`);
	expect(bundle.bytes).toBeLessThan(5 * 1024 * 1024);
});

test("an instance without DATABASE_URL says so instead of starting", async () => {
	const instance = await startInstance(bundle.file, "handler", {});
	await expect(instance.invoke({})).rejects.toThrow("DATABASE_URL must be set");
	await instance.stop();
});

describe("an event of API Gateway", () => {
	let instance: LambdaInstance;
	beforeAll(async () => {
		const DATABASE_URL = "postgres://vagus:vagus@127.0.0.1:1/vagus";
		instance = await startInstance(bundle.file, "handler", { DATABASE_URL, VAGUS_API_KEY: KEY });
	});
	afterAll(() => instance?.stop());
	const invoke = (path: string, body?: Partial<Body>) => instance.invoke(eventOf(path, body)) as Promise<Result>;

	test("is answered as text where the answer is text, and in base64 where it is not", async () => {
		expect(await invoke("/healthz")).toMatchObject({ statusCode: 200, isBase64Encoded: false });
		const refused = await invoke("/v1/logs", { type: "application/x-protobuf", base64: "not protobuf at all" });
		expect(refused).toMatchObject({ statusCode: 400, isBase64Encoded: true });
		expect(Buffer.from(refused.body, "base64")[0]).toBe(8);
	});

	test("of the largest body that Lambda takes is read whole", async () => {
		// 4.4 MB of protobuf that ends in the middle of a field.
		const body = Buffer.alloc(4_400_000);
		body.set([10, 0x80, 0x80, 0x80, 0x08]);
		const refused = await invoke("/v1/logs", { type: "application/x-protobuf", base64: body });
		expect(refused.statusCode).toBe(400);
	});

	test("while the database is away is answered with 503, and does not end the instance", async () => {
		expect(await invoke("/readyz")).toMatchObject({ statusCode: 503 });
		expect(await invoke("/api/keys")).toMatchObject({ statusCode: 503, headers: { "retry-after": "2" } });
		// What that request deferred fails beside this one.
		expect(await invoke("/healthz")).toMatchObject({ statusCode: 200 });
		expect(instance.output()).toContain("self-telemetry");
	});
});

describe.each(servers.filter((server) => server.name === "postgres"))("a Lambda instance over $name", (server) => {
	let way: TcpProxy;
	let db: ReturnType<typeof openPg>;
	let lambda: Awaited<ReturnType<typeof startLambda>>;
	let drop: () => Promise<void>;
	let databaseUrl: string;
	beforeAll(async () => {
		const database = await createTestDatabase(server);
		drop = database.drop;
		databaseUrl = database.url;
		const url = new URL(database.url);
		way = await startTcpProxy(url.hostname, Number(url.port || 5432));
		url.host = `127.0.0.1:${way.port}`;
		db = openPg({ connectionString: database.url, max: 1 });
		lambda = await startLambda(url.toString());
	});
	afterAll(async () => {
		await lambda?.stop();
		await way?.close();
		await db?.close();
		await drop?.();
	});
	const headers = { authorization: `Bearer ${KEY}` };
	const keys = () => fetch(`${lambda.url}/api/keys`, { headers });
	const backends = () => db.query<{ pid: number }>(OTHER_BACKENDS);

	test("keeps its connection from one request to the next", async () => {
		await keys();
		const before = await backends();
		await keys();
		expect(before).toHaveLength(1);
		expect(await backends()).toEqual(before);
	});

	test("answers although the server closed its connection while it was frozen", async () => {
		for (const _time of [1, 2, 3]) {
			expect((await keys()).status).toBe(200);
			expect(await db.query(`SELECT pg_terminate_backend(pid) FROM (${OTHER_BACKENDS}) others`)).toHaveLength(1);
		}
		expect((await keys()).status).toBe(200);
	});

	test("answers although its connection went silent while it was frozen", async () => {
		expect((await keys()).status).toBe(200);
		way.stall();
		expect((await keys()).status).toBe(200);
	});

	test("does beside a request what the one before deferred", async () => {
		const { json } = logsSample((logger) => logger.emit({ timestamp: Date.now(), body: "embedded beside the next" }));
		const sent = await fetch(`${lambda.url}/v1/logs`, {
			method: "POST",
			headers: { ...headers, "content-type": "application/json" },
			body: new Uint8Array(json),
		});
		expect(sent.status).toBe(200);
		expect(await db.query(STATE)).toEqual([{ state: "pending" }]);
		await keys();
		expect(await db.query(STATE)).toEqual([{ state: "ready" }]);
	});

	test("does not wait for a model that does not answer", async () => {
		const silent = createServer().listen(0, "127.0.0.1");
		await once(silent, "listening");
		const { port } = silent.address() as AddressInfo;
		const settings = { ...SETTINGS, DATABASE_URL: databaseUrl, VAGUS_EMBEDDINGS_URL: `http://127.0.0.1:${port}` };
		const instance = await startInstance(bundle.file, "handler", settings);
		await db.query("INSERT INTO observability_embeddings (content_id, kind, content) VALUES (1, 'log', 'waits')");
		const asked = once(silent, "request");
		const sent = { type: "application/json", base64: '{"resourceLogs": []}' };
		expect(await instance.invoke(eventOf("/v1/logs", sent))).toMatchObject({ statusCode: 200 });
		expect(await instance.invoke(eventOf("/api/keys"))).toMatchObject({ statusCode: 200 });
		await asked;
		await instance.stop();
		silent.closeAllConnections();
		silent.close();
	});
});

const OTHER_BACKENDS =
	"SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'";

const STATE = "SELECT state FROM observability_embeddings WHERE content LIKE 'embedded beside%'";

interface Body {
	type: string;
	base64: string | Buffer;
}

interface Result {
	statusCode: number;
	headers: Record<string, string>;
	body: string;
	isBase64Encoded: boolean;
}

/** An event of payload format 2.0, with what the handler reads of it. */
function eventOf(path: string, body: Partial<Body> = {}): object {
	const { type, base64 } = body;
	return {
		version: "2.0",
		rawPath: path,
		rawQueryString: "",
		headers: { authorization: `Bearer ${KEY}`, ...(type && { "content-type": type }) },
		requestContext: { domainName: "vagus.example.com", http: { method: base64 ? "POST" : "GET", path } },
		body: base64 && Buffer.from(base64 as string).toString("base64"),
		isBase64Encoded: base64 !== undefined,
	};
}
