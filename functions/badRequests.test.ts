import { once } from "node:events";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { serve } from "@hono/node-server";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { openTestPglite } from "../test/support/databases.ts";
import { logsSample } from "../test/support/otlp/logsSample.ts";
import { SAMPLE_SECOND } from "../test/support/otlp/otlpSample.ts";
import { ADMIN_KEY, type TestApp, testApp } from "../test/support/testApp.ts";
import { requestLimits } from "./limits.ts";

const LIMITS = { ...requestLimits, bodyBytes: 64 * 1024, inflatedBytes: 256 * 1024 };
const errors = vi.spyOn(console, "error");
let app: TestApp;

beforeAll(async () => {
	app = testApp(await openTestPglite(), { limits: LIMITS, github: { webhookSecret: "a secret" } });
});
beforeEach(() => {
	errors.mockClear();
});
afterAll(async () => {
	await app.settled();
	await app.db.close();
});

const sample = logsSample((logger) => logger.emit({ body: "sound", timestamp: [SAMPLE_SECOND, 0] }));
const JSON_TYPE = "application/json";
const PROTOBUF_TYPE = "application/x-protobuf";
type Bytes = Uint8Array<ArrayBuffer> | string;

const post = (path: string, body: Bytes, headers: Record<string, string>) =>
	app.request(path, { method: "POST", body, headers });

/** Where nothing is written, no table that a request could write to has a row. */
async function expectNothingWritten(): Promise<void> {
	for (const table of ["application_logs", "trace_spans", "metric_points", "metric_series", "resources", "scopes"]) {
		expect(await app.db.query(`SELECT * FROM ${table}`)).toEqual([]);
	}
	for (const table of ["test_runs", "build_events", "observability_embeddings", "template_activity"]) {
		expect(await app.db.query(`SELECT * FROM ${table}`)).toEqual([]);
	}
	for (const table of ["ingest_batches", "api_keys"]) {
		expect(await app.db.query(`SELECT * FROM ${table}`)).toEqual([]);
	}
}

const gzipped = (body: Bytes) => new Uint8Array(gzipSync(body));
const damaged = (body: Uint8Array<ArrayBuffer>, at: number) =>
	body.map((byte, index) => (index === at ? byte ^ 0xff : byte));
const deep = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
const large = `{"x":"${"x".repeat(LIMITS.bodyBytes)}"}`;
const bomb = gzipped(new Uint8Array(8 * 1024 * 1024));

type Bad = [what: string, body: Bytes, headers: Record<string, string>, status: number];

/** What is wrong with the bytes, whatever they would be: on every route the same status. */
const wrappings: Bad[] = [
	["an encoding that nobody asked for", "{}", { "content-encoding": "br" }, 415],
	["two encodings", gzipped(gzipped("{}")), { "content-encoding": "gzip, gzip" }, 415],
	["gzip that isn't", "{}", { "content-encoding": "gzip" }, 400],
	["nothing as gzip", "", { "content-encoding": "gzip" }, 400],
	["gzip cut short", gzipped("{}").subarray(0, -3), { "content-encoding": "gzip" }, 400],
	["gzip with a wrong checksum", damaged(gzipped("{}"), 14), { "content-encoding": "gzip" }, 400],
	["garbage after gzip", new Uint8Array([...gzipped("{}"), 1, 2, 3]), { "content-encoding": "gzip" }, 400],
	["a body that is too large", large, {}, 413],
	["a body whose declared length is too large", "{}", { "content-length": String(LIMITS.bodyBytes + 1) }, 413],
	["a zip bomb", bomb, { "content-encoding": "gzip" }, 413],
];

/** What is wrong with a body that is to be a JSON object. */
const bodies: Bad[] = [
	["text that is cut short", '{"a":', {}, 400],
	["nothing", "", {}, 400],
	["a NUL byte", "\0", {}, 400],
	["a list", "[]", {}, 400],
	["null", "null", {}, 400],
	["deep nesting", deep(20_000), {}, 400],
];

describe.each([
	["/v1/logs", JSON_TYPE],
	["/v1/traces", JSON_TYPE],
	["/v1/metrics", JSON_TYPE],
	["/api/keys", "application/problem+json"],
	["/v1/ci/runs", "application/problem+json"],
	["/v1/builds", "application/problem+json"],
])("POST %s", (path, answerType) => {
	test.each([...wrappings, ...bodies])("refuses %s", async (_what, body, headers, status) => {
		const response = await post(path, body, { "content-type": JSON_TYPE, ...headers });
		expect([response.status, response.headers.get("content-type")]).toEqual([status, answerType]);
		const answer = (await response.json()) as Record<string, unknown>;
		if (answerType === JSON_TYPE) expect(answer).toEqual({ code: 3, message: expect.stringMatching(/\S/) });
		else
			expect(answer).toMatchObject({
				type: "about:blank",
				status,
				code: expect.any(String),
				detail: expect.any(String),
			});
		await expectNothingWritten();
		expect(errors).not.toHaveBeenCalled();
	});

	test.each([
		["text/plain", "{}"],
		["", new TextEncoder().encode("{}")],
	])("refuses the type %j, and says which it takes", async (type, body) => {
		const response = await post(path, body, type ? { "content-type": type } : {});
		expect([response.status, response.headers.get("content-type")]).toEqual([415, answerType]);
		expect(response.headers.get("accept-post")).toContain(JSON_TYPE);
	});

	test("says which encodings it takes", async () => {
		const response = await post(path, "{}", { "content-type": JSON_TYPE, "content-encoding": "zstd" });
		expect(response.headers.get("accept-encoding")).toBe("gzip, deflate");
	});
});

describe.each([
	["/v1/logs/pino", { "content-type": "application/x-ndjson" }],
	["/v1/webhooks/github", { "content-type": JSON_TYPE, "x-hub-signature-256": "sha256=0" }],
	["/mcp", { "content-type": JSON_TYPE, accept: "application/json, text/event-stream" }],
])("POST %s", (path, asSent) => {
	test.each(wrappings)("refuses %s", async (_what, body, headers, status) => {
		const response = await post(path, body, { ...asSent, ...headers });
		expect([response.status, response.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
		expect(await response.json()).toMatchObject({
			status,
			code: expect.any(String),
			detail: expect.stringMatching(/\S/),
		});
		await expectNothingWritten();
		expect(errors).not.toHaveBeenCalled();
	});
});

describe("OTLP in protobuf", () => {
	test.each([
		["cut short", sample.protobuf.slice(0, -5)],
		["that is JSON", "{}"],
		["of random bytes", new Uint8Array([7, 255, 254, 9, 12])],
		["nested without end", new Uint8Array(100_000).fill(0x0a).slice(0, LIMITS.bodyBytes)],
	])("%s is answered by a status in protobuf", async (_what, body) => {
		for (const path of ["/v1/logs", "/v1/traces", "/v1/metrics"]) {
			const response = await post(path, body, { "content-type": PROTOBUF_TYPE });
			expect([response.status, response.headers.get("content-type")]).toEqual([400, PROTOBUF_TYPE]);
			// google.rpc.Status { code: 3 (INVALID_ARGUMENT), message: … }
			expect([...new Uint8Array(await response.arrayBuffer())].slice(0, 3)).toEqual([8, 3, 18]);
		}
		await expectNothingWritten();
	});
});

describe("JSON of wrong types", () => {
	test.each([
		[
			"/v1/logs",
			{ resourceLogs: [{ scopeLogs: [{ logRecords: [{ timeUnixNano: {} }] }] }] },
			/logRecords\[0\]\.timeUnixNano/,
		],
		["/v1/traces", { resourceSpans: {} }, /resourceSpans: expected an array/],
		["/v1/metrics", { resourceMetrics: [{ scopeMetrics: [{ metrics: ["x"] }] }] }, /metrics\[0\]: expected an object/],
	])("is refused by %s with its place", async (path, request, message) => {
		const response = await post(path, JSON.stringify(request), { "content-type": JSON_TYPE });
		expect([response.status, await response.json()]).toEqual([
			400,
			{ code: 3, message: expect.stringMatching(message) },
		]);
		await expectNothingWritten();
	});

	test.each([
		[{ scopes: ["read"] }, "name"],
		[{ name: "", scopes: ["read"] }, "name"],
		[{ name: "x", scopes: [] }, "scopes"],
		[{ name: "x", scopes: ["root"] }, "scopes[0]"],
		[{ name: "x", scopes: ["ingest"], origins: ["*"] }, "origins[0]"],
		[{ name: "x", scopes: ["ingest", "read"], origins: ["https://shop.example.com"] }, "scopes"],
		[{ name: "x", scopes: ["read"], expiresAt: "tomorrow" }, "expiresAt"],
	])("is refused by /api/keys with its place: %j", async (request, path) => {
		const response = await post("/api/keys", JSON.stringify(request), { "content-type": JSON_TYPE });
		expect([response.status, await response.json()]).toMatchObject([
			400,
			{ code: "invalid_argument", issues: [{ path }] },
		]);
		await expectNothingWritten();
	});

	test("is refused where no database can hold a text", async () => {
		const key = { name: "nul \0", scopes: ["read"] };
		const made = await post("/api/keys", JSON.stringify(key), { "content-type": JSON_TYPE });
		const revoked = await app.request("/api/keys/%00", { method: "DELETE" });
		for (const response of [made, revoked]) {
			expect([response.status, await response.json()]).toMatchObject([400, { code: "invalid_text" }]);
		}
		await expectNothingWritten();
	});
});

describe("methods and paths", () => {
	test.each([
		["GET", "/v1/logs", 405, "POST"],
		["HEAD", "/v1/logs", 405, "POST"],
		["PUT", "/v1/metrics", 405, "POST"],
		["PATCH", "/api/keys", 405, "GET, HEAD, POST"],
		["POST", "/api/keys/x", 405, "DELETE"],
		["DELETE", "/healthz", 405, "GET, HEAD"],
		["OPTIONS", "/api/keys", 405, "GET, HEAD, POST"],
		["GET", "/nowhere", 404, null],
		["POST", "/v1/nothing", 404, null],
		["GET", "/%00", 404, null],
		["GET", "/%c0%af", 404, null],
	])("%s %s is answered %i", async (method, path, status, allow) => {
		const response = await app.request(path, { method });
		expect([response.status, response.headers.get("allow")]).toEqual([status, allow]);
		if (method === "HEAD") return;
		const body = (await response.json()) as Record<string, unknown>;
		if (path === "/v1/logs" || path === "/v1/metrics") expect(body).toMatchObject({ code: 12 });
		else expect(body).toMatchObject({ status, code: status === 404 ? "not_found" : "method_not_allowed" });
	});

	test("without a key, what does not exist looks like what does", async () => {
		for (const [method, path] of [
			["GET", "/nowhere"],
			["GET", "/v1/logs"],
			["PATCH", "/api/keys"],
		] as const) {
			const response = await app.request(path, { method, key: null });
			expect([response.status, response.headers.get("allow")]).toEqual([401, null]);
		}
	});

	test("a browser's preflight is answered without a key, for ingest alone", async () => {
		const headers = {
			origin: "https://app.example.com",
			"access-control-request-method": "POST",
			"access-control-request-headers": "authorization,content-type,traceparent",
		};
		const ingest = await app.request("/v1/logs", { method: "OPTIONS", headers, key: null });
		expect(ingest.status).toBe(204);
		expect(Object.fromEntries(ingest.headers)).toMatchObject({
			"access-control-allow-origin": "https://app.example.com",
			"access-control-allow-headers": "authorization,content-type,traceparent",
			"access-control-allow-methods": expect.stringContaining("POST"),
			"access-control-max-age": "7200",
		});
		expect((await app.request("/api/keys", { method: "OPTIONS", headers, key: null })).status).toBe(401);
	});

	test("a page can read why it was refused", async () => {
		const response = await app.request("/v1/logs", {
			method: "POST",
			headers: { origin: "https://app.example.com" },
			key: null,
		});
		expect(response.status).toBe(401);
		expect(response.headers.get("access-control-allow-origin")).toBe("https://app.example.com");
		expect(response.headers.get("access-control-expose-headers")).toBe("retry-after");
	});
});

describe("on a socket", () => {
	let server: ReturnType<typeof serve>;
	let port: number;
	const statuses: number[] = [];
	beforeEach(() => {
		statuses.length = 0;
	});
	beforeAll(async () => {
		const fetch = async (request: Request) => {
			const response = await app.fetch(request);
			statuses.push(response.status);
			return response;
		};
		server = serve({ fetch, port: 0, hostname: "127.0.0.1" });
		await once(server, "listening");
		port = (server.address() as { port: number }).port;
	});
	afterAll(async () => {
		server.close();
		await once(server, "close");
	});

	/** What the server sends to these pieces of a request, up to its end. */
	async function exchange(pieces: Iterable<Bytes>): Promise<string> {
		const socket = connect(port, "127.0.0.1");
		let answer = "";
		socket.on("data", (data) => {
			answer += data;
		});
		// A server that has heard enough closes, which breaks what is still being sent.
		const ended = new Promise<void>((resolve) => socket.on("error", () => resolve()).on("close", () => resolve()));
		for (const piece of pieces) {
			if (socket.destroyed || answer) break;
			if (!socket.write(piece)) await Promise.race([once(socket, "drain"), ended]);
		}
		await ended;
		return answer;
	}

	const head = (...headers: string[]) =>
		[
			"POST /v1/logs HTTP/1.1",
			"host: x",
			"connection: close",
			`authorization: Bearer ${ADMIN_KEY}`,
			`content-type: ${JSON_TYPE}`,
			...headers,
			"\r\n",
		].join("\r\n");

	test("a body in chunks is refused once it is too large, however much would follow", async () => {
		let sent = 0;
		function* pieces() {
			yield head("transfer-encoding: chunked");
			for (; sent < 64 * 1024 * 1024; sent += 0x4000) yield `4000\r\n${"x".repeat(0x4000)}\r\n`;
		}
		expect(await exchange(pieces())).toMatch(/^HTTP\/1\.1 413 /);
		expect(sent).toBeLessThan(64 * 1024 * 1024);
	});

	test("a sender that goes away within its body is no error of ours", async () => {
		const socket = connect(port, "127.0.0.1");
		socket.write(`${head("content-length: 100")}{"resourceLogs":`, () => socket.destroy());
		await vi.waitFor(() => expect(statuses).toEqual([400]));
		expect(errors).not.toHaveBeenCalled();
	});
});

test("after all of that, a sound request is taken", async () => {
	expect((await post("/v1/logs", new Uint8Array(sample.json), { "content-type": JSON_TYPE })).status).toBe(200);
	expect(await app.db.query("SELECT message FROM application_logs")).toEqual([{ message: "sound" }]);
});
