import { gzipSync } from "node:zlib";
import fc from "fast-check";
import pino from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { pinoLimits } from "../../core/limits.ts";
import { openTestPglite, testDatabases } from "../../test/support/databases.ts";
import { type TestApp, testApp } from "../../test/support/testApp.ts";
import { appOf } from "../appOf.ts";
import { requestLimits } from "../limits.ts";
import { pinoRoutes } from "./pino.ts";

const routes = appOf([pinoRoutes]);
const TYPE = "application/x-ndjson";
let app: TestApp;

const send = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}, query = "") =>
	app.request(`/v1/logs/pino${query}`, { method: "POST", headers: { "content-type": TYPE, ...headers }, body });

const countOf = async (table: string) =>
	(await app.db.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`))[0]?.count;

async function close(): Promise<void> {
	await app.settled();
	expect(app.failures).toEqual([]);
	await app.db.close();
}

describe.each(testDatabases)("pino's records over $name", ({ open }) => {
	beforeEach(async () => {
		app = testApp(await open(), {}, routes);
	});
	afterEach(close);

	test("are application logs, found by what they say", async () => {
		const lines: string[] = [];
		const logger = pino({ name: "shop.cart" }, { write: (line) => lines.push(line) }).child({ reqId: "r-1" });
		logger.warn({ items: 3, user: { id: "u-1" } }, "cart 17 is full");
		logger.error(new RangeError("order 4711 is too large"));
		const response = await send(lines.join(""), {}, "?service=shop&environment=staging");
		expect([response.status, await response.json()]).toEqual([200, { accepted: 2, unparsed: 0, repaired: 0 }]);
		const rows = await app.db.query("SELECT * FROM application_logs_embedded ORDER BY log_id");
		const shared = { service: "shop", environment: "staging", logger_name: "shop.cart", request_id: "r-1" };
		expect(rows).toMatchObject([
			{
				...shared,
				level: "warn",
				severity_number: 13,
				message: "cart 17 is full",
				template: "cart <num> is full",
				user_id: "u-1",
				context: { items: 3, user: { id: "u-1" } },
			},
			{
				...shared,
				level: "error",
				message: "order 4711 is too large",
				error_type: "RangeError",
				error_message: "order 4711 is too large",
				error_stack: expect.stringContaining("pino.test.ts"),
			},
		]);
		await app.settled();
		expect(await app.db.query("SELECT kind, state FROM observability_embeddings")).toEqual([
			{ kind: "log", state: "ready" },
			{ kind: "log", state: "ready" },
		]);
	});

	test("are stored once where they have times, and as often as they come where they have none", async () => {
		const timed = '{"level":30,"time":1795558447140,"msg":"a"}\n';
		for (const body of [timed, timed]) expect((await send(body)).status).toBe(200);
		expect(await countOf("application_logs")).toBe(1);
		// From elsewhere, they are others.
		expect((await send(timed, {}, "?service=shop")).status).toBe(200);
		expect(await countOf("application_logs")).toBe(2);
		for (const body of ['{"msg":"b"}', '{"msg":"b"}', `${timed}Ready`, `${timed}Ready`]) await send(body);
		expect(await countOf("application_logs")).toBe(2 + 2 + 4);
	});

	test("of any content are taken", async () => {
		const odd = ['{"msg":"\\u0000\\ud800"}', "\0", '{"time":"2026-01-01T00:00:00Z","a":{"\\u0000":[1e999,"\\udfff"]}}'];
		const response = await send(odd.join("\n"));
		expect([response.status, await response.json()]).toEqual([200, { accepted: 3, unparsed: 1, repaired: 3 }]);
		expect(await countOf("application_logs")).toBe(3);
	});
});

describe("POST /v1/logs/pino", () => {
	beforeAll(async () => {
		app = testApp(
			await openTestPglite(),
			{ limits: { ...requestLimits, bodyBytes: 512 * 1024, inflatedBytes: 1024 * 1024 } },
			routes,
		);
	});
	afterAll(close);

	test.each([
		TYPE,
		"application/json",
		"application/jsonl; charset=utf-8",
		"text/plain;charset=UTF-8",
		"APPLICATION/NDJSON",
	])("takes %s", async (type) => {
		const response = await send('{"msg":"x"}', { "content-type": type });
		expect([response.status, await response.json()]).toEqual([200, { accepted: 1, unparsed: 0, repaired: 0 }]);
	});

	test("takes gzip", async () => {
		const response = await send(new Uint8Array(gzipSync('{"msg":"x"}\n'.repeat(3))), { "content-encoding": "gzip" });
		expect(await response.json()).toEqual({ accepted: 3, unparsed: 0, repaired: 0 });
	});

	test("takes nothing", async () => {
		expect(await (await send("")).json()).toEqual({ accepted: 0, unparsed: 0, repaired: 0 });
	});

	test.each<[string, string | Uint8Array<ArrayBuffer>, Record<string, string>, number, string]>([
		["another type", "{}", { "content-type": "application/xml" }, 415, "unsupported_media_type"],
		["no type", "{}", { "content-type": "" }, 415, "unsupported_media_type"],
		["another encoding", "{}", { "content-encoding": "br" }, 415, "unsupported_encoding"],
		["broken gzip", "{}", { "content-encoding": "gzip" }, 400, "broken_encoding"],
		["too large a body", "x".repeat(600 * 1024), {}, 413, "body_too_large"],
		[
			"a zip bomb",
			new Uint8Array(gzipSync("x".repeat(2_000_000))),
			{ "content-encoding": "gzip" },
			413,
			"body_too_large",
		],
		["too many lines", "1\n".repeat(pinoLimits.records + 1), {}, 413, "body_too_large"],
	])("refuses %s", async (_what, body, headers, status, code) => {
		const before = await countOf("application_logs");
		const response = await send(body, headers);
		expect([response.status, await response.json()]).toMatchObject([status, { code, detail: expect.any(String) }]);
		expect(await countOf("application_logs")).toBe(before);
	});

	test("needs a key", async () => {
		const response = await app.request("/v1/logs/pino", { method: "POST", key: null, body: "{}" });
		expect(response.status).toBe(401);
	});
});

describe("whatever bytes come as pino's records", () => {
	beforeAll(async () => {
		app = testApp(await openTestPglite(), {}, routes);
	});
	afterAll(close);

	const name = fc.constantFrom(
		...["level", "time", "msg", "message", "err", "error", "pid", "hostname", "name", "service", "env", "reqId", "req"],
		...[
			"trace_id",
			"span_id",
			"dd",
			"user",
			"type",
			"stack",
			"cause",
			"id",
			"client_errors",
			"__proto__",
			"a\0",
			"\ud800",
		],
	);
	const leaf = fc.oneof(
		fc.string({ unit: "binary", maxLength: 20 }),
		fc.constantFrom("\0", "\udfff", "2026-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "5b8efff7"),
		fc.double(),
		fc.maxSafeInteger(),
		fc.constantFrom(null, true, 0, -1, 30, 1e300),
	);
	const { value } = fc.letrec((tie) => ({
		value: fc.oneof(
			{ maxDepth: 4 },
			leaf,
			fc.array(tie("value"), { maxLength: 3 }),
			fc.dictionary(name, tie("value"), { maxKeys: 5 }),
		),
	}));
	const record = fc.dictionary(name, value, { maxKeys: 8 });
	const line = fc.oneof(
		{ weight: 4, arbitrary: record.map((fields) => JSON.stringify(fields)) },
		{ weight: 1, arbitrary: fc.string({ unit: "binary" }) },
		{ weight: 1, arbitrary: fc.json() },
	);
	const lines = fc.array(line, { maxLength: 5 }).map((lines) => lines.join("\n"));
	const query = fc.string({ unit: "grapheme" }).map((text) => `?service=${encodeURIComponent(text)}&environment=%00`);

	test("lines of any content are all taken", async () => {
		await fc.assert(
			fc.asyncProperty(lines, query, async (body, query) => {
				const before = Number(await countOf("application_logs"));
				const response = await send(`${body}\n`, {}, query);
				expect(response.status).toBe(200);
				const { accepted } = (await response.json()) as { accepted: number };
				expect(accepted).toBe(body.split("\n").filter((line) => line.replace("\ufeff", "").trim() !== "").length);
				const added = Number(await countOf("application_logs")) - before;
				// All of a batch or, where it came before, none of it.
				expect([0, accepted]).toContain(added);
			}),
			{ numRuns: 300 },
		);
	});

	test("bytes of any kind, damaged lines among them, are all taken", async () => {
		const damaged = fc
			.tuple(lines, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }))
			.map(([lines, damage]) => {
				const bytes = new TextEncoder().encode(lines);
				for (const [at, byte] of damage) bytes[at % (bytes.length || 1)] = byte;
				return bytes;
			});
		await fc.assert(
			fc.asyncProperty(fc.oneof(damaged, fc.uint8Array({ maxLength: 300 })), async (bytes) => {
				const response = await send(new Uint8Array(bytes));
				expect([response.status, await response.json()]).toMatchObject([
					200,
					{ accepted: expect.any(Number), unparsed: expect.any(Number), repaired: expect.any(Number) },
				]);
			}),
			{ numRuns: 500 },
		);
	});
});
