import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contentId } from "../core/contentId.ts";
import type { MetricPoint, MetricSeries } from "../core/records/metric.ts";
import { lexicalEmbedder } from "../embedding/lexicalEmbedder.ts";
import type { Database } from "../schema/database.ts";
import { maintain } from "../schema/maintain/maintain.ts";
import { writeTelemetry } from "../schema/write/writeTelemetry.ts";
import { testDatabases } from "../test/support/databases.ts";
import { ago, NOW, seedLogs, seedSpans } from "../test/support/seed.ts";
import { batchOf, pointRow, seriesRow } from "../test/support/telemetry.ts";
import { knownNames } from "./knownNames.ts";
import { parseArguments } from "./parseArguments.ts";
import { serviceHealth, serviceHealthArguments, serviceHealthResult } from "./serviceHealth.ts";

describe.each(testDatabases)("service_health over $name", ({ open }) => {
	let db: Database;
	const ask = async (service: string, timeRange?: string) => {
		const args = parseArguments(serviceHealthArguments, { service, ...(timeRange && { timeRange }) });
		return serviceHealthResult.strict().parse(await serviceHealth({ db, embedder: lexicalEmbedder, now: NOW }, args));
	};

	beforeAll(async () => {
		db = await open();
		let spans = 0;
		const span = (given: object) => ({ traceId: String(spans).padStart(32, "a"), spanId: String(spans++), ...given });
		await seedSpans(db, [
			...Array.from({ length: 40 }, (_, index) =>
				span({ operationName: "GET /cart", timestamp: ago(10), durationNs: `${(index + 1) * 10_000_000}` }),
			),
			...Array.from({ length: 10 }, () =>
				span({
					operationName: "create order",
					timestamp: ago(20),
					durationNs: "50000000",
					status: "error",
					statusMessage: "deadlock detected",
				}),
			),
			// Neither of these is work that came in.
			span({ operationName: "SELECT", kind: "client", parentSpanId: "1", timestamp: ago(10) }),
			span({ operationName: "ping", kind: "client", timestamp: ago(10) }),
			span({
				operationName: "nightly",
				kind: "internal",
				service: "worker",
				timestamp: ago(10),
				durationNs: "1000000",
			}),
			...Array.from({ length: 100 }, () =>
				span({ operationName: "GET /cart", timestamp: ago(90), durationNs: "20000000" }),
			),
		]);
		await seedLogs(db, [
			...Array.from({ length: 6 }, (_, index) => ({
				message: `Deadlock on order ${index}`,
				level: "error" as const,
				timestamp: ago(20),
			})),
			{ message: "Order placed", level: "info", timestamp: ago(15) },
			{ message: "Order placed", level: "info", timestamp: ago(80) },
			{ message: "Cache is cold", level: "error", timestamp: ago(80) },
			{ message: "Cache is cold", level: "error", timestamp: ago(10) },
			{ message: "Long ago", service: "archive", environment: "staging", timestamp: ago(60 * 24 * 3) },
		]);
		await db.query(
			`INSERT INTO build_events (event_id, timestamp, repository, branch, commit_sha, event_type, status, service, environment)
			VALUES ('d1', $1, 'acme/shop', 'main', 'abcdef1234567890', 'deploy_complete', 'success', 'shop', 'production'),
				('d2', $2, 'acme/shop', 'main', '1234567890abcdef', 'deploy_complete', 'success', NULL, 'production'),
				('d3', $1, 'acme/other', 'main', 'ffffff1234567890', 'deploy_complete', 'success', 'other', 'production'),
				('d4', $1, 'acme/other', 'main', 'ffffff1234567890', 'deploy_complete', 'success', NULL, 'staging'),
				('b1', $1, 'acme/shop', 'main', 'abcdef1234567890', 'build_complete', 'success', 'shop', NULL)`,
			[ago(25), ago(60 * 24 * 2)],
		);
	});
	afterAll(() => db.close());

	test("counts what came in, what failed, and how long it took, beside the window before", async () => {
		const { requests, window, before } = await ask("shop");
		expect([window.from, window.to]).toEqual(["2026-03-10T11:30:00.000Z", "2026-03-10T12:30:00.000Z"]);
		expect([before.from, before.to]).toEqual(["2026-03-10T10:30:00.000Z", "2026-03-10T11:30:00.000Z"]);
		expect(requests).toEqual({
			count: 50,
			perSecond: 50 / 3600,
			errors: 10,
			errorRate: 0.2,
			p50Ms: 150,
			p95Ms: 380,
			p99Ms: 400,
			before: { count: 100, perSecond: 100 / 3600, errors: 0, errorRate: 0, p50Ms: 20, p95Ms: 20, p99Ms: 20 },
		});
	});

	test("lists operations, failing ones first", async () => {
		const { operations } = await ask("shop");
		expect(operations.map(({ operation, count, errors, p95Ms }) => [operation, count, errors, p95Ms])).toEqual([
			["create order", 10, 10, 50],
			["GET /cart", 40, 0, 380],
		]);
	});

	test("counts work that began in the service as come in", async () => {
		expect((await ask("worker")).requests?.count).toBe(1);
	});

	test("counts logs by level beside the window before, exactly in short windows, by the hour in long ones", async () => {
		expect((await ask("shop")).logs).toEqual({
			total: 8,
			errors: 7,
			errorRate: 7 / 8,
			byLevel: { error: 7, info: 1 },
			before: { total: 2, errors: 1, errorRate: 0.5, byLevel: { error: 1, info: 1 } },
		});
		const long = await ask("shop", "24h");
		expect(long.logs).toMatchObject({ total: 10, errors: 8, byLevel: { error: 8, info: 2 }, before: { total: 0 } });
		expect(long.notes).toContain("Logs are counted by whole hours.");
	});

	test("lists errors by template, and marks new ones", async () => {
		const { errors } = await ask("shop");
		expect(errors.map(({ template, count, isNew }) => [template, count, isNew])).toEqual([
			["create order: deadlock detected", 10, true],
			["Deadlock on order <num>", 6, true],
			["Cache is cold", 1, false],
		]);
	});

	test("tells the last deployments of the service and to its environments", async () => {
		const { deployments, environments } = await ask("shop");
		expect(environments).toEqual(["production"]);
		expect(deployments.map(({ eventId, inWindow }) => [eventId, inWindow])).toEqual([
			["d1", true],
			["d2", false],
		]);
	});

	test("says in a word how it is, and why", async () => {
		const { health, reasons } = await ask("shop");
		expect(health).toBe("degraded");
		expect(reasons).toEqual([
			"20 % of requests failed (10 of 50), 0 % before.",
			"The p95 latency rose from 20 ms to 380 ms.",
			'An error never seen before came 10 times: "create order: deadlock detected".',
			"50 requests, 20 % failed, p95 380 ms.",
			"8 logs, 7 of them errors.",
			"Deployed within the time range: abcdef1234.",
			"The last telemetry is of 2026-03-10T12:20:00Z.",
		]);
	});

	test("calls a service silent of which nothing came in, and says when it was last seen", async () => {
		expect(await ask("archive")).toMatchObject({
			health: "silent",
			reasons: ["No logs, requests or metrics came in: the last telemetry is of 2026-03-07T12:30:00Z."],
			lastSeen: "2026-03-07T12:30:00Z",
			requests: null,
			operations: [],
			errors: [],
			environments: [],
		});
	});

	test("says which service was meant", async () => {
		await expect(ask("shpo")).rejects.toMatchObject({
			code: "not_found",
			suggestions: expect.arrayContaining(["shop"]),
		});
	});

	test("knows as services what sent telemetry or was deployed, and no repository", async () => {
		expect(await knownNames(db, "service")).toEqual(["archive", "other", "shop", "worker"]);
		expect((await ask("other")).deployments).toMatchObject([{ eventId: "d3" }]);
		await expect(ask("acme/shop")).rejects.toThrow(
			"No service is named acme/shop. It is the name of a repository. Did you mean shop?",
		);
	});

	describe("metrics", () => {
		const metric = async (name: string, timeRange?: string) =>
			(await ask("metered", timeRange)).metrics.find((one) => one.name === name);

		test("of gauges are mean, bounds and last value", async () => {
			await seed("queue", { metricType: "gauge", unit: "{job}" }, [
				{ timestamp: ago(70), value: 100 },
				{ timestamp: ago(30), value: 2 },
				{ timestamp: ago(20), value: 10 },
				{ timestamp: ago(10), value: 6 },
			]);
			expect(await metric("queue")).toEqual({
				...{ name: "queue", type: "gauge", unit: "{job}", series: 1, count: 3, avg: 6, min: 2, max: 10, last: 6 },
				...{ perSecond: null, p95: null },
			});
		});

		test("of counters are a rate, restarts and what came before the window considered", async () => {
			const cumulative = { metricType: "counter", temporality: "cumulative" } as const;
			await seed("steady", cumulative, [
				{ timestamp: ago(62), value: 1000 },
				{ timestamp: ago(30), value: 1036 },
				{ timestamp: ago(1), value: 1360 },
			]);
			expect(await metric("steady")).toMatchObject({ perSecond: 0.1, last: 1360, avg: null, count: 2 });
			await seed("restarted", cumulative, [
				{ timestamp: ago(50), startTimestamp: ago(500), value: 5000 },
				{ timestamp: ago(40), startTimestamp: ago(500), value: 5100 },
				{ timestamp: ago(30), startTimestamp: ago(35), value: 60 },
				{ timestamp: ago(20), startTimestamp: ago(35), value: 260 },
			]);
			expect((await metric("restarted"))?.perSecond).toBeCloseTo((100 + 60 + 200) / 3600, 10);
			// Beyond what it was before within one sample: only the start tells.
			await seed("overtaken", cumulative, [
				{ timestamp: ago(40), startTimestamp: ago(500), value: 10 },
				{ timestamp: ago(30), startTimestamp: ago(35), value: 50 },
			]);
			expect((await metric("overtaken"))?.perSecond).toBeCloseTo(50 / 3600, 10);
			await seed("begun", cumulative, [{ timestamp: ago(30), startTimestamp: ago(40), value: 72 }]);
			expect((await metric("begun"))?.perSecond).toBeCloseTo(72 / 3600, 10);
			await seed("deltas", { metricType: "counter", temporality: "delta" }, [
				{ timestamp: ago(61), value: 1000 },
				{ timestamp: ago(30), value: 30 },
				{ timestamp: ago(20), value: 42 },
			]);
			expect((await metric("deltas"))?.perSecond).toBeCloseTo(72 / 3600, 10);
		});

		test("of several series are one", async () => {
			for (const [pod, values] of Object.entries({ a: [10, 20], b: [30, 60] })) {
				await seed(
					"per pod",
					{ metricType: "updowncounter", temporality: "cumulative", labels: JSON.stringify({ pod }) },
					[
						{ timestamp: ago(20), value: values[0] },
						{ timestamp: ago(10), value: values[1] },
					],
				);
			}
			expect(await metric("per pod")).toMatchObject({ series: 2, count: 4, avg: 30, min: 10, max: 60, last: 80 });
		});

		test("of histograms are the observations within the window, and their p95", async () => {
			const histogram = {
				metricType: "histogram" as const,
				unit: "ms",
				bucketBounds: [10, 100, 1000],
			} satisfies Partial<MetricSeries>;
			const point = (minutes: number, counts: number[], sum: number, startTimestamp: string | null = null) => ({
				...{ timestamp: ago(minutes), startTimestamp, sum },
				count: String(counts.reduce((a, b) => a + b)),
				bucketCounts: counts.map(String),
			});
			await seed("latency", { ...histogram, temporality: "cumulative" }, [
				point(63, [100, 0, 0, 0], 500),
				point(30, [110, 80, 0, 0], 5000),
				point(2, [110, 90, 0, 0], 5500),
			]);
			expect(await metric("latency")).toMatchObject({
				...{ type: "histogram", unit: "ms", count: 100, avg: 50, perSecond: 100 / 3600 },
				// 10 up to 10 ms, 90 up to 100 ms: the 95th lies at 85/90 of the second bucket.
				p95: 10 + (90 * 85) / 90,
			});
			await seed("restarted latency", { ...histogram, temporality: "cumulative" }, [
				point(50, [100, 0, 0, 0], 100, ago(500)),
				point(40, [120, 0, 0, 0], 120, ago(500)),
				point(30, [0, 0, 50, 0], 25_000, ago(35)),
				point(20, [0, 0, 80, 0], 40_000, ago(35)),
			]);
			expect(await metric("restarted latency")).toMatchObject({ count: 100, avg: (20 + 40_000) / 100 });
			await seed("delta latency", { ...histogram, temporality: "delta" }, [
				point(61, [7, 7, 7, 7], 7),
				point(30, [1, 0, 0, 0], 5),
				point(20, [0, 3, 0, 0], 155),
			]);
			expect(await metric("delta latency")).toMatchObject({ count: 4, avg: 40 });
		});

		test("of summaries are observations and their mean", async () => {
			await seed("gc", { metricType: "summary", unit: "s" }, [
				{ timestamp: ago(30), startTimestamp: ago(40), count: "4", sum: 2 },
			]);
			expect(await metric("gc")).toMatchObject({ count: 4, avg: 0.5, p95: null });
		});

		test("of long windows are read by the minute, those of the last day", async () => {
			await seed("old", { metricType: "gauge" }, [
				{ timestamp: ago(60 * 30), value: 1000 },
				{ timestamp: ago(60 * 20), value: 1 },
				{ timestamp: ago(60 * 10), value: 3 },
			]);
			await seed("counted long", { metricType: "counter", temporality: "cumulative" }, [
				{ timestamp: ago(60 * 20), value: 1000 },
				{ timestamp: ago(60 * 10), value: 1864 },
			]);
			const asked = async () => {
				const { metrics, notes } = await ask("metered", "7d");
				expect(notes).toContain("Metrics are of the last 24 hours.");
				return metrics.filter(({ name }) => name === "old" || name === "counted long");
			};
			const expected = [
				expect.objectContaining({ name: "counted long", perSecond: 0.01, last: 1864 }),
				expect.objectContaining({ name: "old", count: 2, avg: 2, min: 1, max: 3, last: 3 }),
			];
			expect(await asked()).toEqual(expected);
			await maintain(db, { now: NOW });
			expect(await asked()).toEqual(expected);
		});

		test("are bounded, and it is said what was left out", async () => {
			for (let index = 0; index < 12; index++) {
				await seed("many", { labels: JSON.stringify({ index }), service: "large" }, [{ timestamp: ago(5), value: 1 }]);
			}
			for (let index = 0; index < 30; index++) {
				await seed(`metric ${index}`, { service: "large" }, [{ timestamp: ago(5), value: 1 }]);
			}
			await seedLogs(db, [{ message: "hello", service: "large" }]);
			const { metrics, notes } = await ask("large");
			expect(metrics).toHaveLength(30);
			expect(metrics[0]).toMatchObject({ name: "many", series: 12, count: 10 });
			expect(notes).toEqual([
				"The first 30 of 31 metrics by name were read.",
				"Of 1 metrics with more series, 10 series each were read.",
			]);
		});

		async function seed(
			metricName: string,
			given: Partial<MetricSeries>,
			points: Partial<MetricPoint>[],
		): Promise<void> {
			const seriesId = contentId(metricName, given.labels ?? "", given.service ?? "");
			const series = seriesRow({ service: "metered", ...given, metricName, seriesId });
			const rows = points.map((point) => pointRow({ ...point, seriesId }));
			const batch = batchOf({ series: [series], points: rows });
			batch.resources.set("2", {
				resourceId: "2",
				service: series.service,
				environment: "production",
				hostname: null,
				attributes: "{}",
				schemaUrl: null,
			});
			await writeTelemetry(db, batch, null);
		}
	});
});
