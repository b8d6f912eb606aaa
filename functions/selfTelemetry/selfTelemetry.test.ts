import { Hono } from "hono";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Database } from "../../schema/database.ts";
import { openPg } from "../../schema/drivers/pg.ts";
import { createKey } from "../../schema/keys.ts";
import { DatabaseUnavailable } from "../../schema/unavailable.ts";
import { openTestPglite } from "../../test/support/databases.ts";
import { ADMIN_KEY, type TestApp, testApp } from "../../test/support/testApp.ts";
import { appOf } from "../appOf.ts";
import { authorize } from "../authorize.ts";
import { HttpError } from "../httpError.ts";
import { healthRoutes } from "../routes/health.ts";
import { otlpRoutes } from "../routes/otlp.ts";
import type { AppTypes } from "../services.ts";
import { MAX_BUFFERED, selfTelemetry } from "./selfTelemetry.ts";

const routes = new Hono<AppTypes>()
	.get("/fine/:id", authorize("read"), (c) => c.text("fine"))
	.get("/refused", authorize("read"), () => {
		throw new HttpError(409, "conflict", "Not now.");
	})
	.get("/broken", authorize("read"), () => {
		throw new TypeError("cart is undefined");
	});

const ON = { OTEL_SDK_DISABLED: false };
const stderr = vi.spyOn(console, "error").mockImplementation(() => {});
let db: Database;
let away = false;
let app: TestApp;

/** A database that is away while the test says so. */
function leavable(open: Database): Database {
	return {
		...open,
		transaction: (work) =>
			away ? Promise.reject(new DatabaseUnavailable(new Error("connection refused"))) : open.transaction(work),
	};
}

function appWith(telemetry = selfTelemetry(ON), over = db): TestApp {
	return testApp(over, { telemetry }, appOf([healthRoutes, otlpRoutes, routes]));
}

beforeEach(async () => {
	stderr.mockClear();
	away = false;
	db = leavable(await openTestPglite());
	app = appWith();
});
afterEach(() => db.close());

const spans = () => db.query("SELECT * FROM trace_spans ORDER BY timestamp, operation_name");
const logs = () => db.query("SELECT * FROM application_logs ORDER BY timestamp, log_id");

/** A request, and what it does after its response. */
async function ask(path: string, init: Parameters<TestApp["request"]>[1] = {}): Promise<Response> {
	const response = await app.request(path, init);
	await app.settled();
	return response;
}

describe("a request", () => {
	test("is a span with its route and status, and a second one no more than that", async () => {
		await ask("/fine/7?token=secret");
		await ask("/fine/8");
		expect(await spans()).toMatchObject([
			{
				service: "vagus",
				operation_name: "GET /fine/:id",
				kind: "server",
				status: "unset",
				parent_span_id: null,
				attributes: {
					"http.request.method": "GET",
					"http.route": "/fine/:id",
					"url.path": "/fine/7",
					"http.response.status_code": 200,
				},
			},
			{ operation_name: "GET /fine/:id", attributes: { "url.path": "/fine/8" } },
		]);
		expect(JSON.stringify(await spans())).not.toContain("token");
		expect(await logs()).toEqual([]);
	});

	test("is part of the caller's trace", async () => {
		await ask("/fine/7", { headers: { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" } });
		expect(await spans()).toMatchObject([
			{ trace_id: "0af7651916cd43dd8448eb211c80319c", parent_span_id: "b7ad6b7169203331" },
		]);
	});

	test("is not recorded where the caller's trace is not", async () => {
		await ask("/fine/7", { headers: { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00" } });
		await ask("/fine/7", { headers: { traceparent: "nonsense" } });
		expect(await spans()).toHaveLength(1);
	});

	test("of a health check is not recorded", async () => {
		await ask("/healthz");
		await ask("/readyz");
		expect(await spans()).toEqual([]);
	});

	test("without a key is not recorded, whatever it asks for", async () => {
		await ask("/fine/7", { key: null });
		await ask(`/${"x".repeat(3_000)}`, { key: null });
		expect(await spans()).toEqual([]);
	});

	test("that is refused is no error of ours", async () => {
		await ask("/refused");
		await ask("/nowhere");
		await ask("/refused", { method: "PUT" });
		expect((await spans()).map((span) => [span.operation_name, span.status])).toEqual([
			["GET /refused", "unset"],
			["GET", "unset"],
			["PUT", "unset"],
		]);
		expect(await logs()).toEqual([]);
		expect(stderr).not.toHaveBeenCalled();
	});

	test("that fails is a span with the error, a log record in its trace, and a line for the operator", async () => {
		expect((await ask("/broken")).status).toBe(500);
		const [span] = await spans();
		expect(span).toMatchObject({
			operation_name: "GET /broken",
			status: "error",
			status_message: "cart is undefined",
			attributes: { "http.response.status_code": 500 },
			events: [{ name: "exception", attributes: { "exception.type": "TypeError" } }],
		});
		expect(await logs()).toMatchObject([
			{
				service: "vagus",
				level: "error",
				message: "GET /broken failed",
				error_type: "TypeError",
				error_message: "cart is undefined",
				error_stack: expect.stringContaining("selfTelemetry.test.ts"),
				trace_id: span?.trace_id,
				span_id: span?.span_id,
			},
		]);
		expect(stderr.mock.calls.map(([line]) => JSON.parse(String(line)))).toMatchObject([
			{ level: "error", message: "GET /broken failed", error: expect.stringContaining("cart is undefined") },
		]);
	});
});

test("nothing is traced where OpenTelemetry is switched off", async () => {
	expect(selfTelemetry({ OTEL_SDK_DISABLED: true })).toBeUndefined();
	const silent = testApp(db, { telemetry: undefined }, appOf([routes]));
	await silent.request("/broken");
	await silent.settled();
	expect([await spans(), await logs()]).toEqual([[], []]);
});

test("what one server does is not written by another one", async () => {
	const other = appWith(selfTelemetry(ON), await openTestPglite());
	await app.request("/fine/here");
	await other.request("/fine/there");
	await Promise.all([app.settled(), other.settled()]);
	const paths = async (of: Database) => await of.query("SELECT attributes->>'url.path' AS path FROM trace_spans");
	expect([await paths(db), await paths(other.db)]).toEqual([[{ path: "/fine/here" }], [{ path: "/fine/there" }]]);
	await other.db.close();
});

describe("while the database is away", () => {
	test("what cannot be written is dropped and counted, and nothing is tried again", async () => {
		away = true;
		for (const id of [1, 2, 3]) await ask(`/fine/${id}`);
		expect(app.failures).toEqual(Array(3).fill(expect.any(DatabaseUnavailable)));
		away = false;
		await ask("/fine/4");
		await ask("/fine/5");
		expect((await spans()).map((span) => span.attributes)).toMatchObject([
			{ "url.path": "/fine/4" },
			{ "url.path": "/fine/5" },
		]);
		expect((await logs()).map((log) => [log.level, log.message])).toEqual([
			["warn", "3 spans and log records about Vagus itself were dropped"],
		]);
		expect(app.failures).toHaveLength(3);
	});

	test("senders are told to come again, and the error is logged once a request", async () => {
		away = true;
		const response = await ask("/v1/logs", {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: "x" } }] }] }] }),
		});
		expect([response.status, response.headers.get("retry-after"), await response.json()]).toEqual([
			503,
			"2",
			{
				code: 14,
				message:
					"The database cannot be reached or is busy. Send it again: what was written already is not written twice.",
			},
		]);
		expect(stderr).toHaveBeenCalledTimes(1);
	});
});

test("a flood is bounded, and what was too much is counted", async () => {
	const telemetry = selfTelemetry(ON);
	for (let count = 0; count < MAX_BUFFERED + 10; count += 1) telemetry?.tracer.startSpan("flood").end();
	await telemetry?.flush(db, new Date());
	expect(await spans()).toHaveLength(MAX_BUFFERED);
	await telemetry?.flush(db, new Date());
	expect((await logs()).map((log) => log.message)).toEqual([
		"10 spans and log records about Vagus itself were dropped",
	]);
	await telemetry?.flush(db, new Date());
	expect(await logs()).toHaveLength(1);
});

test("no response, log line or record holds a key or the database's password", async () => {
	const password = "hunter2-of-the-database";
	const nowhere = openPg({ connectionString: `postgres://vagus:${password}@127.0.0.1:1/vagus` });
	const telemetry = selfTelemetry(ON);
	const { key } = await createKey(db, { name: "sender", scopes: ["read", "ingest"] });
	const unreachable = appWith(telemetry, nowhere);
	const answers = [
		await unreachable.request("/fine/1", { key }),
		await unreachable.request("/v1/logs", { method: "POST", key }),
		await unreachable.request("/broken"),
		await unreachable.request("/readyz"),
		await app.request("/broken", { key }),
		await app.request("/fine/1", { key: `${key}x` }),
	];
	expect(answers.map((answer) => answer.status)).toEqual([503, 503, 500, 503, 500, 401]);
	await Promise.all([unreachable.settled(), app.settled()]);
	await nowhere.close();
	await telemetry?.flush(db, new Date());
	const said = JSON.stringify([
		await Promise.all(answers.map(async (answer) => [[...answer.headers], await answer.text()])),
		stderr.mock.calls,
		unreachable.failures.map(String),
		await spans(),
		await logs(),
	]);
	for (const secret of [password, key, ADMIN_KEY]) expect(said).not.toContain(secret);
});
