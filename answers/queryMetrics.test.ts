import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contentId } from "../core/contentId.ts";
import type { MetricPoint, MetricSeries } from "../core/records/metric.ts";
import { lexicalEmbedder } from "../embedding/lexicalEmbedder.ts";
import type { Database } from "../schema/database.ts";
import { maintain } from "../schema/maintain/maintain.ts";
import { writeTelemetry } from "../schema/write/writeTelemetry.ts";
import { testDatabases } from "../test/support/databases.ts";
import { ago, NOW } from "../test/support/seed.ts";
import { batchOf, pointRow, seriesRow } from "../test/support/telemetry.ts";
import { listMetrics, listMetricsArguments, listMetricsResult } from "./listMetrics.ts";
import { parseArguments } from "./parseArguments.ts";
import { queryMetrics, queryMetricsArguments, queryMetricsResult } from "./queryMetrics.ts";

describe.each(testDatabases)("query_metrics over $name", ({ open }) => {
	let db: Database;
	const context = () => ({ db, embedder: lexicalEmbedder, now: NOW });
	const ask = async (args: object) =>
		queryMetricsResult.strict().parse(await queryMetrics(context(), parseArguments(queryMetricsArguments, args)));
	const list = async (args: object = {}) =>
		listMetricsResult.strict().parse(await listMetrics(context(), parseArguments(listMetricsArguments, args)));
	const write = async (series: Partial<MetricSeries>, points: Partial<MetricPoint>[]) => {
		const seriesId = contentId(JSON.stringify(series));
		await writeTelemetry(
			db,
			batchOf({
				series: [seriesRow({ seriesId, ...series })],
				points: points.map((point) => pointRow({ seriesId, ...point })),
			}),
			null,
		);
	};
	/** The counter's total each minute, the newest last, one minute before NOW. */
	const minutes = (values: number[]) =>
		values.map((value, index) => ({ timestamp: ago(values.length - index), value }));

	beforeAll(async () => {
		db = await open();
		await db.query("UPDATE metric_series SET last_seen = $1", [ago(1)]);
		const queue = { metricName: "queue.length", unit: "{job}" };
		await write({ ...queue, labels: '{"queue":"mail"}' }, minutes([2, 4, 6, 8]));
		await write({ ...queue, labels: '{"queue":"pay"}' }, minutes([10, 10, 30, 30]));
		await write({ ...queue, labels: '{"queue":"mail"}', service: "worker" }, minutes([1, 1, 1, 1]));
		const requests = { metricName: "http.requests", metricType: "counter", temporality: "cumulative" } as const;
		// Began anew at zero before the last sample.
		await write({ ...requests, labels: '{"code":"200","route":"/cart"}' }, minutes([100, 160, 220, 30]));
		await write({ ...requests, labels: '{"code":"500","route":"/cart"}' }, minutes([5, 5, 5, 5]));
		await write({ ...requests, metricName: "jobs", temporality: "delta" }, minutes([6, 6, 12, 12]));
		const histogram = { metricName: "latency", metricType: "histogram", unit: "ms", bucketBounds: [10, 100] } as const;
		await write({ ...histogram, bucketBounds: [10, 100], temporality: "cumulative" }, [
			{ timestamp: ago(4), count: "10", sum: 50, bucketCounts: ["10", "0", "0"] },
			{ timestamp: ago(3), count: "20", sum: 550, bucketCounts: ["10", "10", "0"] },
			{ timestamp: ago(1), count: "30", sum: 1050, bucketCounts: ["20", "10", "0"] },
		]);
	});
	afterAll(() => db.close());

	const points = async (args: object) => (await ask({ timeRange: "4m", ...args })).groups.map((group) => group.points);

	test("tells what gauges are, over all of their series or apart", async () => {
		const all = await ask({ metric: "queue.length", timeRange: "4m" });
		expect(all).toMatchObject({ type: "gauge", unit: "{job}", statistic: "avg", stepSeconds: 60 });
		expect(all.groups).toEqual([
			{ by: {}, series: 3, avg: 26 / 3, min: 13 / 3, max: 13, last: 13, points: [13 / 3, 5, 37 / 3, 13] },
		]);
		expect((await ask({ metric: "queue.length", timeRange: "4m", groupBy: "queue,service" })).groups).toMatchObject([
			{ by: { queue: "pay", service: "shop" }, series: 1, points: [10, 10, 30, 30] },
			{ by: { queue: "mail", service: "shop" }, points: [2, 4, 6, 8] },
			{ by: { queue: "mail", service: "worker" }, points: [1, 1, 1, 1] },
		]);
		expect(await points({ metric: "queue.length", labels: "queue=mail", service: "shop" })).toEqual([[2, 4, 6, 8]]);
		expect(await points({ metric: "queue.length", statistic: "sum", step: "2m" })).toEqual([[14, 38]]);
		expect(await points({ metric: "queue.length", statistic: "max", step: "2m" })).toEqual([[10, 30]]);
	});

	test("tells how fast counters grow, whatever their temporality, over a restart", async () => {
		expect(await points({ metric: "http.requests", labels: "code=200" })).toEqual([[0, 1, 1, 0.5]]);
		expect(await points({ metric: "http.requests", statistic: "increase", groupBy: "code" })).toEqual([
			[0, 60, 60, 30],
			[0, 0, 0, 0],
		]);
		expect(await points({ metric: "jobs" })).toEqual([[0.1, 0.1, 0.2, 0.2]]);
	});

	test("tells quantiles of what was observed in each step", async () => {
		// Ten observations of 10 to 100 ms, then none, then ten up to 10 ms.
		expect(await points({ metric: "latency", statistic: "p50" })).toEqual([[null, 55, null, 5]]);
		expect(await points({ metric: "latency" })).toEqual([[null, 95.5, null, 9.5]]);
		expect(await points({ metric: "latency", statistic: "avg" })).toEqual([[null, 50, null, 50]]);
		expect(await points({ metric: "latency", statistic: "increase" })).toEqual([[null, 10, null, 10]]);
	});

	test("reads long ranges by the minute, from the rollup too", async () => {
		const before = await points({ metric: "queue.length", timeRange: "3h", step: "3h" });
		expect(before).toEqual([[26 / 3]]);
		await maintain(db, { now: new Date(NOW.getTime() + 3600_000) });
		expect(await points({ metric: "queue.length", timeRange: "3h", step: "3h" })).toEqual(before);
		expect(await points({ metric: "http.requests", timeRange: "3h", step: "3h", statistic: "increase" })).toEqual([
			[150],
		]);
	});

	test("comes in pages", async () => {
		const first = await ask({ metric: "queue.length", groupBy: "queue", limit: 1 });
		const second = await ask({ metric: "queue.length", groupBy: "queue", limit: 1, cursor: first.page.cursor });
		expect([first.page.total, first.page.truncated, second.page.truncated]).toEqual([2, true, false]);
		expect([...first.groups, ...second.groups].map(({ by }) => by.queue)).toEqual(["pay", "mail"]);
	});

	test("lists what there is, with labels", async () => {
		const { metrics, page } = await list();
		expect(metrics.map(({ name, type, series, labels }) => [name, type, series, labels])).toEqual([
			["http.requests", "counter", 2, ["code", "route"]],
			["jobs", "counter", 1, []],
			["latency", "histogram", 1, []],
			["queue.length", "gauge", 3, ["queue"]],
		]);
		expect(page.total).toBe(4);
		expect((await list({ service: "worker" })).metrics).toMatchObject([{ name: "queue.length", services: ["worker"] }]);
		expect((await list({ name: "REQUEST" })).metrics).toMatchObject([{ name: "http.requests" }]);
		const second = await list({ limit: 3, cursor: (await list({ limit: 3 })).page.cursor });
		expect(second.metrics.map(({ name }) => name)).toEqual(["queue.length"]);
	});

	test.each([
		[{ metric: "queue.lenght" }, "Did you mean queue.length?"],
		[{ metric: "queue.length", service: "shpo" }, "Did you mean shop?"],
		[{ metric: "queue.length", labels: "queu=mail" }, "has no label queu. Did you mean queue?"],
		[{ metric: "queue.length", labels: "queue=main" }, "There are queue=mail, queue=pay."],
		[{ metric: "queue.length", labels: "queue" }, "labels: give name=value"],
		[{ metric: "queue.length", groupBy: "que" }, "groupBy: no series has the label que. Did you mean queue"],
		[{ metric: "queue.length", statistic: "p95" }, "p95 cannot be told of a gauge; avg, min, max, sum can"],
		[{ metric: "queue.length", statistic: "median" }, "statistic cannot be"],
		[{ metric: "queue.length", timeRange: "30d", step: "1m" }, "step: it would make 43200 points"],
	])("of %j says what would be right", async (args, sentence) => {
		await expect(ask(args)).rejects.toThrow(sentence);
	});

	test("of a name that no metric holds lists none", async () => {
		await expect(list({ name: "quue" })).rejects.toThrow("No metric is named quue. Known are http.requests");
	});
});
