import { gzipSync } from "node:zlib";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestPglite } from "../../test/support/databases.ts";
import { logsSample, SPAN_ID, TRACE_ID, variedLogs } from "../../test/support/otlp/logsSample.ts";
import { metricsSample } from "../../test/support/otlp/metricsSample.ts";
import { SAMPLE_SECOND, SAMPLE_TIME } from "../../test/support/otlp/otlpSample.ts";
import { parentAndChild, tracesSample } from "../../test/support/otlp/tracesSample.ts";
import { type TestApp, testApp } from "../../test/support/testApp.ts";

let app: TestApp;

const MEDIA = { protobuf: "application/x-protobuf", json: "application/json" } as const;
type Encoding = keyof typeof MEDIA;

function send(signal: string, body: Uint8Array | string, encoding: Encoding = "json", gzip = false): Promise<Response> {
	const bytes = typeof body === "string" ? new TextEncoder().encode(body) : new Uint8Array(body);
	return app.request(`/v1/${signal}`, {
		method: "POST",
		headers: { "content-type": MEDIA[encoding], ...(gzip && { "content-encoding": "gzip" }) },
		body: gzip ? gzipSync(bytes) : bytes,
	});
}

const sendJson = (signal: string, request: unknown) => send(signal, JSON.stringify(request));

async function rows(text: string, values?: unknown[]): Promise<Record<string, unknown>[]> {
	return app.db.query(text, values);
}

const countOf = async (table: string) => (await rows(`SELECT count(*)::int AS count FROM ${table}`))[0]?.count;

async function open(): Promise<void> {
	app = testApp(await openTestPglite());
}

async function close(): Promise<void> {
	await app.settled();
	expect(app.failures).toEqual([]);
	await app.db.close();
}

describe.each([
	["protobuf", false],
	["protobuf", true],
	["json", false],
	["json", true],
] as const)("what OpenTelemetry's SDK sends as %s (gzip: %s)", (encoding, gzip) => {
	beforeAll(async () => {
		await open();
		const logs = logsSample(
			(logger) => {
				for (const record of variedLogs) logger.emit(record);
			},
			{ "team.name": "payments" },
		);
		const traces = tracesSample(parentAndChild);
		const metrics = await metricsSample();
		for (const [signal, sample] of Object.entries({ logs, traces, metrics })) {
			const response = await send(signal, sample[encoding], encoding, gzip);
			expect([response.status, response.headers.get("content-type")]).toEqual([200, MEDIA[encoding]]);
			expect(await response.text()).toBe(encoding === "json" ? "{}" : "");
		}
	});
	afterAll(close);

	test("is one row for each log record, with its attributes, resource and scope", async () => {
		expect(await countOf("application_logs")).toBe(variedLogs.length);
		const [log] = await rows("SELECT * FROM application_logs_embedded WHERE level = 'error'");
		expect(log).toMatchObject({
			timestamp: `${SAMPLE_TIME}.123456Z`,
			observed_timestamp: new Date((SAMPLE_SECOND + 1) * 1000).toISOString().replace(".000Z", "Z"),
			service: "checkout",
			environment: "production",
			hostname: "pod-7",
			message: "payment 4711 failed",
			logger_name: "app.orders",
			severity_number: 17,
			request_id: "req-1",
			user_id: "u-9",
			error_type: "TimeoutError",
			error_message: "no answer in 3000 ms",
			error_stack: "TimeoutError: no answer in 3000 ms\n    at pay (/app/src/pay.ts:10:3)",
			trace_id: TRACE_ID,
			span_id: SPAN_ID,
			scope_name: "app.orders",
			scope_version: "1.2.3",
			resource: {
				"service.name": "checkout",
				"deployment.environment.name": "production",
				"host.name": "pod-7",
				"team.name": "payments",
			},
		});
		expect(log?.context).toEqual({
			...variedLogs[0]?.attributes,
			bytes: Buffer.from([0, 255, 128]).toString("base64"),
		});
		const [resource] = await rows(
			"SELECT schema_url FROM resources WHERE service = 'checkout' AND hostname IS NOT NULL",
		);
		expect(resource?.schema_url).toBe("https://opentelemetry.io/schemas/1.37.0");
	});

	test("is one row for each span, with events, links and status", async () => {
		const [child, parent] = await rows(
			`SELECT s.*, r.attributes AS resource, c.name AS scope_name FROM trace_spans s
			JOIN resources r USING (resource_id) JOIN scopes c USING (scope_id) ORDER BY kind`,
		);
		expect(parent).toMatchObject({
			timestamp: `${SAMPLE_TIME}.000001Z`,
			environment: "staging",
			operation_name: "GET /orders/{id}",
			kind: "server",
			duration_ns: "4998500",
			duration_ms: 4.9985,
			status: "error",
			request_id: "req-1",
			parent_span_id: null,
			scope_name: "http",
			resource: { "service.name": "checkout", "deployment.environment": "staging" },
		});
		expect(parent?.attributes).toMatchObject({
			"http.response.status_code": 500,
			"request.id": "req-1",
			ratio: 0.5,
			tags: ["a", "b"],
		});
		expect(parent?.events).toMatchObject([
			{ name: "retry", attributes: { attempt: 2 } },
			{
				name: "exception",
				attributes: { "exception.type": "TypeError", "exception.message": "id 4711 is not a number" },
			},
		]);
		expect(child).toMatchObject({ trace_id: parent?.trace_id, parent_span_id: parent?.span_id, kind: "client" });
		expect(child?.links).toMatchObject([
			{ traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", attributes: { why: "batch" } },
		]);
	});

	test("is one sample for each point of each kind of instrument", async () => {
		const samples = await rows("SELECT * FROM metrics_samples ORDER BY metric_name, labels->>'region'");
		expect(samples).toMatchObject([
			{ metric_name: "in.flight", value: -4, temporality: "cumulative", labels: {} },
			{ metric_name: "latency", count: "4", sum: 555.5, min: 0.5, max: 500, labels: { route: "/" } },
			{ metric_name: "latency.exp", count: "4", sum: 1027, min: 0, max: 1024 },
			{ metric_name: "orders", value: 2, unit: "{order}", labels: { region: "eu", paid: true } },
			{ metric_name: "orders", value: 3, labels: { region: "us", paid: true } },
			{ metric_name: "temperature", value: 20.5, unit: "Cel", metric_type: "gauge", temporality: null },
		]);
		expect(samples[1]).toMatchObject({ bucket_counts: ["1", "1", "1", "1"], bucket_bounds: [1, 10, 100] });
		expect(samples[2]?.exponential).toMatchObject({ zeroCount: 1, positive: { counts: expect.any(Array) } });
	});

	test("gets its vectors after the response, all but what holds no words", async () => {
		await app.settled();
		const without = await rows(
			"SELECT DISTINCT state, last_error FROM observability_embeddings WHERE embedding IS NULL",
		);
		expect(without).toEqual([{ state: "failed", last_error: "The text has no words to embed." }]);
		const [ready] = await rows("SELECT count(*)::int AS count FROM observability_embeddings WHERE state = 'ready'");
		expect(ready?.count).toBeGreaterThan(5);
	});
});

describe("OTLP over HTTP", () => {
	beforeAll(open);
	afterAll(close);

	test("takes summaries, which the SDK no longer makes, in both encodings", async () => {
		const dataPoint = {
			timeUnixNano: `${SAMPLE_SECOND}000000000`,
			count: "3",
			sum: 6.5,
			quantileValues: [{ quantile: 0.5, value: 2 }],
			attributes: [{ key: "gc", value: { stringValue: "minor" } }],
		};
		const metrics = [{ name: "pause.json", summary: { dataPoints: [dataPoint] } }];
		expect((await sendJson("metrics", { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] })).status).toBe(200);
		expect((await send("metrics", summaryInProtobuf("pause.protobuf"), "protobuf")).status).toBe(200);
		expect(
			await rows("SELECT * FROM metrics_samples WHERE metric_name LIKE 'pause.%' ORDER BY metric_name"),
		).toMatchObject(
			["pause.json", "pause.protobuf"].map((metric_name) => ({
				metric_name,
				metric_type: "summary",
				timestamp: `${SAMPLE_TIME}Z`,
				count: "3",
				sum: 6.5,
				quantiles: [[0.5, 2]],
				labels: { gc: "minor" },
			})),
		);
	});

	test("links the logs and spans of a trace", async () => {
		const context = { traceId: "", spanId: "", traceFlags: 1 };
		const traces = tracesSample((tracer) => {
			const span = tracer.startSpan("POST /pay");
			Object.assign(context, span.spanContext());
			span.end();
		});
		const inSpan = trace.setSpanContext(ROOT_CONTEXT, context);
		await send("traces", traces.protobuf, "protobuf");
		await send("logs", logsSample((logger) => logger.emit({ body: "declined", context: inSpan })).json);
		expect(
			await rows("SELECT message, operation_name FROM application_logs JOIN trace_spans USING (trace_id, span_id)"),
		).toEqual([{ message: "declined", operation_name: "POST /pay" }]);
	});

	test.each([
		["protobuf", "", ""],
		["json", "{}", "{}"],
		["json", '{"resourceLogs":[]}', "{}"],
	] as const)("takes an empty request in %s: %s", async (encoding, body, answer) => {
		const response = await send("logs", body, encoding);
		expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
			200,
			MEDIA[encoding],
			answer,
		]);
	});

	test("takes what is sound of a batch, and says what it rejected and why", async () => {
		const sound = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", name: "sound" };
		const nameless = { traceId: "00000000000000000000000000000000", spanId: "b7ad6b7169203332", name: "no trace" };
		const response = await sendJson("traces", {
			resourceSpans: [
				{ scopeSpans: [{ spans: [{ ...sound, startTimeUnixNano: `${SAMPLE_SECOND}000000000` }, nameless] }] },
			],
		});
		expect([response.status, await response.json()]).toEqual([
			200,
			{ partialSuccess: { rejectedSpans: "1", errorMessage: 'span "no trace" has no valid trace id' } },
		]);
		expect(await rows("SELECT operation_name FROM trace_spans WHERE operation_name IN ('sound', 'no trace')")).toEqual([
			{ operation_name: "sound" },
		]);
	});

	test("takes a backfill, however old", async () => {
		const timeUnixNano = `${SAMPLE_SECOND - 1_000 * 86_400}000000000`;
		const logRecords = [{ timeUnixNano, body: { stringValue: "from long ago" } }];
		const response = await sendJson("logs", { resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
		expect([response.status, await response.json()]).toEqual([200, {}]);
		expect(await rows("SELECT message FROM application_logs WHERE message = 'from long ago'")).toHaveLength(1);
	});

	describe("a batch that comes again", () => {
		const batch = (body: string) =>
			logsSample((logger) => logger.emit({ timestamp: [SAMPLE_SECOND, 0], body: `again: ${body}` }));
		const written = async (body: string) =>
			(await rows("SELECT count(*)::int AS count FROM application_logs WHERE message = $1", [`again: ${body}`]))[0]
				?.count;

		test("is acknowledged like the first time, and written once", async () => {
			const { protobuf } = batch("retry");
			for (const gzip of [false, true, false]) {
				const response = await send("logs", protobuf, "protobuf", gzip);
				expect([response.status, await response.text()]).toEqual([200, ""]);
			}
			expect(await written("retry")).toBe(1);
			const [activity] = await rows(
				`SELECT sum(count)::int AS count FROM template_activity JOIN observability_embeddings USING (content_id)
				WHERE content = 'again: retry'`,
			);
			expect(activity?.count).toBe(1);
		});

		test("while the first is still being written is written once too", async () => {
			const { json } = batch("at once");
			const responses = await Promise.all(Array.from({ length: 8 }, () => send("logs", json)));
			expect(responses.map((response) => response.status)).toEqual(Array(8).fill(200));
			expect(await written("at once")).toBe(1);
		});

		test("is another event where its records have no time of their own", async () => {
			const body = { resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: "again: untimed" } }] }] }] };
			for (const _time of [1, 2]) expect((await sendJson("logs", body)).status).toBe(200);
			expect(await written("untimed")).toBe(2);
		});
	});

	test("keeps what no column can hold as it is: NUL, lone surrogates, the ends of 64 bits", async () => {
		const body = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{
			"timeUnixNano":"18446744073709551615","observedTimeUnixNano":1,"severityNumber":2147483647,"flags":4294967295,
			"body":{"stringValue":"edge \\u0000 \\ud800"},
			"attributes":[
				{"key":"least","value":{"intValue":"-9223372036854775808"}},
				{"key":"most","value":{"intValue":9223372036854775807}},
				{"key":"\\udfff","value":{"doubleValue":"-Infinity"}}
			]}]}]}]}`.replaceAll("\\\\", "\\");
		expect((await send("logs", body)).status).toBe(200);
		const [log] = await rows("SELECT message, context::text FROM application_logs WHERE message LIKE 'edge%'");
		expect(log).toMatchObject({ message: "edge \ufffd \ufffd" });
		expect(log?.context).toContain('"vagus.sent_time": "2554-07-21T23:34:33.709551Z"');
		expect(log?.context).toContain('"least": -9223372036854775808');
		expect(log?.context).toContain('"most": 9223372036854775807');
		expect(log?.context).toContain('"\ufffd": "-Infinity"');
	});
});

function summaryInProtobuf(name: string): Uint8Array {
	const writer = new BinaryWriter();
	const within = (field: number, write: () => void) => {
		writer.tag(field, WireType.LengthDelimited).fork();
		write();
		writer.join();
	};
	const text = (field: number, value: string) => writer.tag(field, WireType.LengthDelimited).string(value);
	const double = (field: number, value: number) => writer.tag(field, WireType.Bit64).double(value);
	const fixed64 = (field: number, value: bigint) => writer.tag(field, WireType.Bit64).fixed64(value);
	const dataPoint = () => {
		fixed64(3, BigInt(SAMPLE_SECOND) * 1_000_000_000n);
		fixed64(4, 3n);
		double(5, 6.5);
		within(6, () => double(1, 0.5) && double(2, 2));
		within(7, () => text(1, "gc") && within(2, () => text(1, "minor")));
	};
	const metric = () => {
		text(1, name);
		within(11, () => within(1, dataPoint));
	};
	within(1, () => within(2, () => within(2, metric)));
	return writer.finish();
}
