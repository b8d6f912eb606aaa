import { execFile } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { sign } from "@octokit/webhooks-methods";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { SentCiReport } from "../../core/report/ciReport.ts";
import { logsSample } from "../support/otlp/logsSample.ts";
import type { OtlpSample } from "../support/otlp/otlpSample.ts";
import { CONTENT_TYPES as REMOTE_WRITE_TYPES, remoteWriteBody } from "../support/prometheus/remoteWrite.ts";
import { KEY, ROOT, SETTINGS } from "./support/program.ts";
import { type RunningRuntime, runtimes } from "./support/runtime.ts";

// The embedded database is closed and opened again to be asked: on a machine that has much to do, that takes its time.
vi.setConfig({ testTimeout: 90_000 });

describe.each(runtimes)("Vagus on $name", ({ start, onServer }) => {
	let running: RunningRuntime;
	beforeAll(async () => {
		running = await start();
	});
	afterAll(() => running?.stop());
	const call = (path: string, init?: Init, key = KEY) => request(running.url, path, init, key);

	test("is alive and ready, and says so without a key", async () => {
		const alive = await fetch(`${running.url}/healthz`);
		expect([alive.status, await alive.json()]).toMatchObject([200, { status: "ok" }]);
		const ready = await fetch(`${running.url}/readyz`);
		expect([ready.status, await ready.json()]).toMatchObject([200, { ready: true }]);
	});

	test.each(["/v1/logs", "/v1/ci/runs", "/api/keys", "/mcp", "/nowhere"])(
		"refuses %s without a key it knows",
		async (path) => {
			for (const key of ["", `vgs_${"x".repeat(43)}`]) {
				const response = await call(path, { method: "POST", body: "{}", headers: JSON_TYPE }, key);
				expect(response.status).toBe(401);
				expect(response.headers.get("www-authenticate")).toContain("Bearer");
			}
		},
	);

	test("takes in what a stock OpenTelemetry program emits, each record once", async () => {
		const env = {
			PATH: process.env.PATH,
			OTEL_EXPORTER_OTLP_ENDPOINT: running.url,
			OTEL_EXPORTER_OTLP_HEADERS: `Authorization=Bearer%20${KEY}`,
		};
		const { stderr } = await run(process.execPath, ["test/e2e/program/telemetry.ts"], { cwd: ROOT, env });
		expect(stderr).toBe("");
		const found = await running.withDatabase(async (db) => ({
			logs: await db.query(
				`SELECT service, level, message, request_id, trace_id IS NOT NULL AS traced
				FROM application_logs WHERE service = 'checkout'`,
			),
			spans: await db.query("SELECT operation_name, request_id FROM trace_spans WHERE service = 'checkout'"),
			linked: await db.query(
				`SELECT s.operation_name FROM application_logs l JOIN trace_spans s USING (trace_id, span_id)
				WHERE l.service = 'checkout'`,
			),
			samples: await db.query(
				`SELECT metric_name, metric_type, value, count, sum FROM metrics_samples
				WHERE service = 'checkout' AND metric_name LIKE 'shop.%' ORDER BY metric_name`,
			),
		}));
		const message = "payment provider refused card of order 4711";
		expect(found).toEqual({
			logs: [{ service: "checkout", level: "error", message, request_id: "req-4711", traced: true }],
			spans: [{ operation_name: "place order", request_id: "req-4711" }],
			linked: [{ operation_name: "place order" }],
			samples: [
				expect.objectContaining({ metric_name: "shop.orders", metric_type: "counter", value: 2 }),
				expect.objectContaining({
					metric_name: "shop.payment.duration",
					metric_type: "histogram",
					count: "1",
					sum: 38,
				}),
			],
		});
	});

	test("stores a compressed batch once that is sent twice, in protobuf and in JSON", async () => {
		for (const encoding of ["protobuf", "json"] as const) {
			const sample = sampleOf("retrying");
			const headers = { "content-type": CONTENT_TYPES[encoding], "content-encoding": "gzip" };
			for (const _attempt of [1, 2]) {
				const response = await call("/v1/logs", { method: "POST", headers, body: gzipSync(sample[encoding]) });
				expect(response.status).toBe(200);
				expect(response.headers.get("content-type")).toBe(CONTENT_TYPES[encoding]);
				expect(await response.text()).toBe(encoding === "json" ? "{}" : "");
			}
		}
		expect(await running.withDatabase((db) => db.query(LOGS_OF, ["retrying"]))).toEqual([{ count: 2 }]);
	});

	test("answers a damaged batch in its own encoding", async () => {
		const response = await call("/v1/logs", {
			method: "POST",
			headers: { "content-type": CONTENT_TYPES.protobuf },
			body: Uint8Array.of(10, 255, 255),
		});
		expect(response.status).toBe(400);
		expect(response.headers.get("content-type")).toBe(CONTENT_TYPES.protobuf);
		// google.rpc.Status { code: 3 (INVALID_ARGUMENT), message: … }
		expect([...new Uint8Array(await response.arrayBuffer())].slice(0, 3)).toEqual([8, 3, 18]);
	});

	test("stores a test run once, and compares a commit's runs", async () => {
		const commitSha = randomBytes(20).toString("hex");
		const inCi = reportOf({ commitSha, source: "ci", failure: "cannot read the total of an empty cart" });
		expect((await post(call, "/v1/ci/runs", inCi)).status).toBe(201);
		expect((await post(call, "/v1/ci/runs", inCi)).status).toBe(200);
		expect((await post(call, "/v1/ci/runs", reportOf({ commitSha, source: "local" }))).status).toBe(201);
		const compared = await call(`/api/test-runs/compare?commitSha=${commitSha}`);
		expect(compared.status).toBe(200);
		expect(await compared.json()).toMatchObject({
			commitSha,
			tests: [{ name: "totals nothing", ci: { status: "failed" }, local: { status: "passed" } }],
		});
	});

	test("finds by words what came in", async () => {
		await post(call, "/v1/ci/runs", reportOf({ failure: "the printer is on fire" }));
		const found = await call(`/api/search?${new URLSearchParams({ query: "printer fire" })}`);
		expect(found.status).toBe(200);
		expect(await found.json()).toMatchObject({
			hits: expect.arrayContaining([expect.objectContaining({ template: "TypeError: the printer is on fire" })]),
		});
	});

	test("lists and calls tools for an MCP client of the official package", async () => {
		await post(call, "/v1/ci/runs", reportOf({ failure: "the toaster is offline" }));
		const client = new Client({ name: "end-to-end", version: "1.0.0" });
		const requestInit = { headers: { authorization: `Bearer ${KEY}` } };
		await client.connect(new StreamableHTTPClientTransport(new URL(`${running.url}/mcp`), { requestInit }));
		const { tools } = await client.listTools();
		expect(tools.map((tool) => tool.name)).toEqual(
			expect.arrayContaining(["search_errors", "compare_test_runs", "trace_request", "service_health"]),
		);
		const result = await client.callTool({ name: "search_errors", arguments: { query: "toaster offline" } });
		expect(result).not.toHaveProperty("isError", true);
		expect(JSON.stringify(result)).toContain("the toaster is offline");
		await client.close();
	});

	test("takes Prometheus' remote write", async () => {
		const series = [{ labels: { __name__: "up", job: "shop" }, samples: [{ value: 1, time: Date.now() }] }];
		const headers = { "content-type": REMOTE_WRITE_TYPES["2.0"], "content-encoding": "snappy" };
		const body = remoteWriteBody("2.0", { series });
		const response = await call("/v1/prometheus/write", { method: "POST", headers, body });
		expect([response.status, response.headers.get("x-prometheus-remote-write-samples-written")]).toEqual([204, "1"]);
	});

	test("takes a webhook of GitHub's that is signed, and no other", async () => {
		const body = JSON.stringify({ zen: "Keep it logically awesome." });
		const deliver = async (secret: string) => {
			const headers = { ...JSON_TYPE, "x-github-event": "ping", "x-hub-signature-256": await sign(secret, body) };
			return (await call("/v1/webhooks/github", { method: "POST", headers, body }, "")).status;
		};
		expect(await deliver(SETTINGS.VAGUS_GITHUB_WEBHOOK_SECRET)).toBe(202);
		expect(await deliver("another")).toBe(401);
	});

	test("makes a key that may do what its scope says, until it is revoked", async () => {
		const made = await post(call, "/api/keys", { name: `sender-${randomUUID()}`, scopes: ["ingest"] });
		expect(made.status).toBe(201);
		const { key, keyId } = (await made.json()) as { key: string; keyId: string };
		const send = () => post(call, "/v1/logs", { resourceLogs: [] }, key);
		expect((await send()).status).toBe(200);
		expect((await call("/api/keys", {}, key)).status).toBe(403);
		expect((await call(`/api/keys/${keyId}`, { method: "DELETE" })).status).toBe(200);
		expect((await send()).status).toBe(401);
	});

	test("embeds what waits when the schedule runs", async () => {
		const contentId = String(randomBytes(6).readUIntBE(0, 6));
		await running.withDatabase((db) =>
			db.query("INSERT INTO observability_embeddings (content_id, kind, content) VALUES ($1, 'log', $2)", [
				contentId,
				"left behind by a process that died",
			]),
		);
		await running.runSchedule();
		const state = "SELECT state FROM observability_embeddings WHERE content_id = $1";
		expect(await running.withDatabase((db) => db.query(state, [contentId]))).toEqual([{ state: "ready" }]);
	});

	test("traces its own requests into itself", async () => {
		// A later request makes a Lambda do what an earlier one deferred.
		for (const _request of [1, 2]) await call("/api/keys");
		const spans = "SELECT DISTINCT operation_name FROM trace_spans WHERE service = 'vagus' AND operation_name LIKE $1";
		const found = () => running.withDatabase((db) => db.query(spans, ["GET /api/keys%"]));
		await expect.poll(found, { timeout: 25_000 }).toEqual([{ operation_name: "GET /api/keys" }]);
	});

	if (onServer) {
		test("asks senders to come again while the database is away, and takes what they send once it is back", async () => {
			const headers = { "content-type": CONTENT_TYPES.json };
			const body = new Uint8Array(sampleOf("patient").json);
			const send = () => call("/v1/logs", { method: "POST", headers, body });
			await running.way?.cut();
			const refused = await send();
			expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "2"]);
			const problem = await call("/api/keys");
			expect([problem.status, await problem.json()]).toMatchObject([503, { code: "database_unavailable" }]);
			expect((await call("/readyz")).status).toBe(503);
			expect((await call("/healthz")).status).toBe(200);
			await running.way?.restore();
			expect((await send()).status).toBe(200);
			expect((await call("/readyz")).status).toBe(200);
			expect(await running.withDatabase((db) => db.query(LOGS_OF, ["patient"]))).toEqual([{ count: 1 }]);
		});
	}
});

const run = promisify(execFile);
const JSON_TYPE = { "content-type": "application/json" };
const LOGS_OF = "SELECT count(*)::int AS count FROM application_logs WHERE service = $1";
const CONTENT_TYPES = { protobuf: "application/x-protobuf", json: "application/json" };

type Init = RequestInit & { headers?: Record<string, string> };
type Call = (path: string, init?: Init, key?: string) => Promise<Response>;

function request(url: string, path: string, init: Init = {}, key: string = KEY): Promise<Response> {
	return fetch(`${url}${path}`, {
		...init,
		headers: { ...init.headers, ...(key && { authorization: `Bearer ${key}` }) },
	});
}

function post(call: Call, path: string, body: object, key?: string): Promise<Response> {
	return call(path, { method: "POST", headers: JSON_TYPE, body: JSON.stringify(body) }, key);
}

/** A batch of one record. */
function sampleOf(service: string): OtlpSample {
	return logsSample((logger) => logger.emit({ timestamp: Date.now(), body: "one record" }), {
		"service.name": service,
	});
}

/** A run of two tests, of which the second fails where a failure is given. */
function reportOf(given: { commitSha?: string; source?: SentCiReport["source"]; failure?: string }): SentCiReport {
	const { commitSha = randomBytes(20).toString("hex"), source = "ci", failure } = given;
	const file = "src/cart.test.ts";
	return {
		runId: randomUUID(),
		timestamp: new Date().toISOString(),
		repository: "acme/shop",
		branch: "main",
		commitSha,
		source,
		tests: [
			{ file, name: "adds a line", status: "passed" },
			failure
				? { file, name: "totals nothing", status: "failed", failures: [{ type: "TypeError", message: failure }] }
				: { file, name: "totals nothing", status: "passed" },
		],
	};
}
