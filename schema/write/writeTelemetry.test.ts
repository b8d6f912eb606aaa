import { createHash, randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { testDatabases } from "../../test/support/databases.ts";
import { batchOf, logRow, pointRow, seriesRow, spanRow } from "../../test/support/telemetry.ts";
import type { Database } from "../database.ts";
import { writeTelemetry } from "./writeTelemetry.ts";

const hashOf = (text: string) => createHash("sha256").update(text).digest();

describe.each(testDatabases)("writeTelemetry over $name", ({ open }) => {
	let db: Database;
	beforeEach(async () => {
		db = await open();
	});
	afterEach(() => db.close());

	const count = async (table: string) =>
		Number((await db.query<{ count: string }>(`SELECT count(*) AS count FROM ${table}`))[0]?.count);
	const activity = () =>
		db.query(`SELECT service, level, count, first_seen, last_seen FROM template_activity ORDER BY level, bucket`);

	test("a log's fields arrive in their columns", async () => {
		const log = logRow({
			timestamp: "2026-01-02T03:04:05.123456Z",
			observedTimestamp: "2026-01-02T03:04:06.000000Z",
			hostname: "web-1",
			requestId: "r-1",
			userId: "u-1",
			level: "error",
			severityNumber: 17,
			severityText: "SEVERE",
			message: 'it\'s "quoted", {braced} and \\ escaped\nover two lines',
			loggerName: "shop.cart",
			eventName: "cart.failed",
			context: '{"deep": {"list": [1, null, "x"]}}',
			errorType: "TypeError",
			errorMessage: "no",
			errorStack: "TypeError: no\n    at f (a.js:1:2)",
			clientErrors: '[{"message": "no"}]',
			traceId: "0af7651916cd43dd8448eb211c80319c",
			spanId: "b7ad6b7169203331",
		});
		expect(await writeTelemetry(db, batchOf({ logs: [log] }), null)).toBe("written");
		const [row] = await db.query("SELECT * FROM application_logs_embedded");
		expect(row).toMatchObject({
			timestamp: "2026-01-02T03:04:05.123456Z",
			observed_timestamp: "2026-01-02T03:04:06Z",
			service: "shop",
			environment: "production",
			hostname: "web-1",
			request_id: "r-1",
			user_id: "u-1",
			level: "error",
			severity_number: 17,
			severity_text: "SEVERE",
			message: log.message,
			logger_name: "shop.cart",
			event_name: "cart.failed",
			context: { deep: { list: [1, null, "x"] } },
			error_type: "TypeError",
			error_message: "no",
			error_stack: log.errorStack,
			client_errors: [{ message: "no" }],
			trace_id: log.traceId,
			span_id: log.spanId,
			template_id: log.templateId,
			template: log.message,
			message_embedding: null,
			resource: { "service.name": "shop" },
			scope_name: "test",
		});
	});

	test("a span's fields arrive in their columns", async () => {
		const span = spanRow({
			parentSpanId: "00f067aa0ba902b7",
			traceState: "a=b",
			kind: "client",
			durationNs: "2500000",
			status: "error",
			statusMessage: "timed out",
			requestId: "r-1",
			attributes: '{"http.route": "/cart"}',
			events: '[{"name": "exception"}]',
			links: '[{"traceId": "00"}]',
			templateId: "7",
		});
		await writeTelemetry(db, batchOf({ spans: [span] }), null);
		const [row] = await db.query("SELECT * FROM trace_spans");
		expect(row).toMatchObject({
			timestamp: "2026-01-02T03:04:05Z",
			trace_id: span.traceId,
			span_id: span.spanId,
			parent_span_id: "00f067aa0ba902b7",
			trace_state: "a=b",
			operation_name: "GET /cart",
			kind: "client",
			duration_ns: "2500000",
			duration_ms: 2.5,
			status: "error",
			status_message: "timed out",
			request_id: "r-1",
			attributes: { "http.route": "/cart" },
			events: [{ name: "exception" }],
			links: [{ traceId: "00" }],
			template_id: "7",
		});
	});

	test("samples of every kind arrive with their series", async () => {
		const gauge = seriesRow({ labels: '{"queue": "mail"}' });
		const histogram = seriesRow({
			metricName: "http.duration",
			metricType: "histogram",
			temporality: "delta",
			unit: "ms",
			bucketBounds: [10, 100.5],
		});
		const points = [
			pointRow({ seriesId: gauge.seriesId, value: 4.5 }),
			pointRow({
				seriesId: histogram.seriesId,
				startTimestamp: "2026-01-02T03:03:05.000000Z",
				count: "9007199254740993",
				sum: 12.5,
				min: 1,
				max: 120,
				bucketCounts: ["1", "2", "9007199254740990"],
				exponential: '{"scale": 3}',
				quantiles: "[[0.5, 10]]",
				exemplars: '[{"value": 7}]',
			}),
		];
		await writeTelemetry(db, batchOf({ series: [gauge, histogram], points }), null);
		const rows = await db.query("SELECT * FROM metrics_samples ORDER BY metric_name DESC");
		expect(rows).toMatchObject([
			{ metric_name: "queue.length", metric_type: "gauge", value: 4.5, labels: { queue: "mail" }, bucket_counts: null },
			{
				metric_name: "http.duration",
				temporality: "delta",
				unit: "ms",
				value: null,
				start_timestamp: "2026-01-02T03:03:05Z",
				count: "9007199254740993",
				sum: 12.5,
				min: 1,
				max: 120,
				bucket_counts: ["1", "2", "9007199254740990"],
				bucket_bounds: [10, 100.5],
				exponential: { scale: 3 },
				quantiles: [[0.5, 10]],
				exemplars: [{ value: 7 }],
			},
		]);
	});

	test("an empty batch writes nothing", async () => {
		expect(await writeTelemetry(db, batchOf({}), null)).toBe("written");
		expect(await count("application_logs")).toBe(0);
	});

	test("a batch that was accepted before is not written again", async () => {
		const batch = batchOf({ logs: [logRow()] });
		expect(await writeTelemetry(db, batch, hashOf("a"))).toBe("written");
		expect(await writeTelemetry(db, batch, hashOf("a"))).toBe("duplicate");
		expect(await writeTelemetry(db, batch, hashOf("b"))).toBe("written");
		expect(await count("application_logs")).toBe(2);
		expect(await activity()).toMatchObject([{ count: "2" }]);
	});

	test("of two equal batches at once one is written", async () => {
		const batch = batchOf({ logs: [logRow()] });
		const outcomes = await Promise.all([1, 2].map(() => writeTelemetry(db, batch, hashOf("a"))));
		expect(outcomes.sort()).toEqual(["duplicate", "written"]);
		expect(await count("application_logs")).toBe(1);
	});

	test("a batch that fails leaves nothing, and may be sent again", async () => {
		const batch = batchOf({ logs: [logRow()], points: [pointRow({ exemplars: "not JSON" })] });
		await expect(writeTelemetry(db, batch, hashOf("a"))).rejects.toMatchObject({ code: "22P02" });
		for (const table of ["application_logs", "resources", "observability_embeddings", "ingest_batches"]) {
			expect(await count(table)).toBe(0);
		}
		expect(await writeTelemetry(db, batchOf({ logs: [logRow()] }), hashOf("a"))).toBe("written");
	});

	test("a span or sample that is sent again in another batch is stored once", async () => {
		const series = [seriesRow()];
		const [first, second] = [spanRow(), spanRow({ spanId: "b7ad6b7169203332" })];
		const [early, late] = [pointRow({ value: 1 }), pointRow({ value: 2, timestamp: "2026-01-02T03:04:06.000000Z" })];
		await writeTelemetry(db, batchOf({ series, spans: [first], points: [early] }), null);
		await writeTelemetry(db, batchOf({ series, spans: [second, first], points: [late, early] }), null);
		expect(await count("trace_spans")).toBe(2);
		expect(await count("metric_points")).toBe(2);
		expect(await count("metric_series")).toBe(1);
	});

	test("an error span counts as activity once, however often it is sent", async () => {
		const span = spanRow({ status: "error", statusMessage: "timed out", templateId: "7" });
		const other = spanRow({ ...span, spanId: "b7ad6b7169203332", timestamp: "2026-01-02T03:04:07.250000Z" });
		await writeTelemetry(db, batchOf({ spans: [span] }), null);
		await writeTelemetry(db, batchOf({ spans: [span, other, other, spanRow({ spanId: "0000000000000001" })] }), null);
		expect(await activity()).toEqual([
			{
				service: "shop",
				level: "error",
				count: "2",
				first_seen: "2026-01-02T03:04:05Z",
				last_seen: "2026-01-02T03:04:07.25Z",
			},
		]);
	});

	test("activity is summed by hour and level over batches", async () => {
		const at = (timestamp: string, level: "info" | "warn" = "info") => logRow({ timestamp, level });
		await writeTelemetry(
			db,
			batchOf({ logs: [at("2026-01-02T03:59:59.900000Z"), at("2026-01-02T03:00:01.000000Z")] }),
			null,
		);
		await writeTelemetry(
			db,
			batchOf({
				logs: [
					at("2026-01-02T03:00:00.000000Z"),
					at("2026-01-02T04:00:00.000000Z"),
					at("2026-01-02T04:00:00.000000Z", "warn"),
				],
			}),
			null,
		);
		expect(await activity()).toEqual([
			{
				service: "shop",
				level: "info",
				count: "3",
				first_seen: "2026-01-02T03:00:00Z",
				last_seen: "2026-01-02T03:59:59.9Z",
			},
			{
				service: "shop",
				level: "info",
				count: "1",
				first_seen: "2026-01-02T04:00:00Z",
				last_seen: "2026-01-02T04:00:00Z",
			},
			{
				service: "shop",
				level: "warn",
				count: "1",
				first_seen: "2026-01-02T04:00:00Z",
				last_seen: "2026-01-02T04:00:00Z",
			},
		]);
	});

	test("a source that is seen again after a day is marked as seen", async () => {
		await writeTelemetry(db, batchOf({ series: [seriesRow()] }), null);
		const seen = () =>
			db.query(`SELECT r.last_seen > now() - interval '1 hour' AS r, m.last_seen > now() - interval '1 hour' AS m
				FROM resources r, metric_series m`);
		await db.script("UPDATE resources SET last_seen = now() - interval '2 days'");
		await db.script("UPDATE metric_series SET last_seen = now() - interval '23 hours'");
		await writeTelemetry(db, batchOf({ series: [seriesRow()] }), null);
		expect(await seen()).toEqual([{ r: true, m: false }]);
	});

	test("twenty overlapping batches at once are all written, none twice", async () => {
		const messages = Array.from({ length: 40 }, (_, index) => `message ${index}`);
		const series = messages.map((metricName) => seriesRow({ metricName }));
		const batches = Array.from({ length: 20 }, () => {
			const shuffled = messages.toSorted(() => Math.random() - 0.5);
			return batchOf({
				logs: shuffled.map((message) => logRow({ message, level: "error" })),
				spans: shuffled.map((message) =>
					spanRow({
						spanId: message,
						status: "error",
						statusMessage: message,
						templateId: logRow({ message }).templateId,
					}),
				),
				series: series.toSorted(() => Math.random() - 0.5),
				points: series.toSorted(() => Math.random() - 0.5).map(({ seriesId }) => pointRow({ seriesId, value: 1 })),
			});
		});
		const outcomes = await Promise.all(batches.map((batch) => writeTelemetry(db, batch, randomBytes(32))));
		expect(new Set(outcomes)).toEqual(new Set(["written"]));
		expect(await count("application_logs")).toBe(20 * 40);
		expect(await count("trace_spans")).toBe(40);
		expect(await count("metric_points")).toBe(40);
		expect(await count("observability_embeddings")).toBe(40);
		const [total] = await db.query("SELECT sum(count) AS total FROM template_activity");
		expect(total).toEqual({ total: 20 * 40 + 40 });
	});
});
