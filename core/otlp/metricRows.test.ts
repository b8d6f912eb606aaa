import { AggregationTemporality } from "@opentelemetry/sdk-metrics";
import { describe, expect, it } from "vitest";
import { metricsSample } from "../../test/support/otlp/metricsSample.ts";
import type { TelemetryBatch } from "../records/batch.ts";
import { decodeMetrics } from "./decode.ts";
import { metricRows } from "./metricRows.ts";

const receivedAt = new Date("2026-05-01T10:00:00.250Z");
const sample = await metricsSample();
const rowsOf = (body: Uint8Array, encoding: "protobuf" | "json") =>
	metricRows(decodeMetrics(body, encoding), { receivedAt });

/** Rows of hand-written OTLP/JSON metrics. */
function batchOf(...metrics: object[]): TelemetryBatch {
	const request = { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] };
	return rowsOf(new TextEncoder().encode(JSON.stringify(request)), "json");
}

/** The series of a name with their points. */
function byName({ series, points }: TelemetryBatch, name: string) {
	return [...series.values()]
		.filter(({ metricName }) => metricName === name)
		.map((one) => ({ series: one, points: points.filter(({ seriesId }) => seriesId === one.seriesId) }));
}

const timeUnixNano = "1700000000000000000";
const gauge = (point: object) => ({ name: "g", gauge: { dataPoints: [{ timeUnixNano, ...point }] } });
const histogram = (point: object) => ({ name: "h", histogram: { dataPoints: [{ timeUnixNano, ...point }] } });

describe("metricRows", () => {
	it("gives equal rows for the protobuf and the JSON of the same telemetry", () => {
		const fromProtobuf = rowsOf(sample.protobuf, "protobuf");
		expect(fromProtobuf.points).toHaveLength(6);
		expect(rowsOf(sample.json, "json")).toEqual(fromProtobuf);
	});

	it("has a home for every instrument of a real SDK", () => {
		const batch = rowsOf(sample.protobuf, "protobuf");
		const orders = byName(batch, "orders");
		expect(orders.map(({ series }) => series.labels)).toEqual([
			'{"paid":true,"region":"eu"}',
			'{"paid":true,"region":"us"}',
		]);
		expect(orders[0]).toMatchObject({
			series: {
				metricType: "counter",
				temporality: "cumulative",
				unit: "{order}",
				description: "Orders taken",
				service: "checkout",
				environment: "unknown",
				bucketBounds: null,
			},
			points: [{ value: 2, count: null }],
		});
		expect(byName(batch, "in.flight")).toMatchObject([
			{ series: { metricType: "updowncounter" }, points: [{ value: -4 }] },
		]);
		expect(byName(batch, "temperature")).toMatchObject([
			{ series: { metricType: "gauge", temporality: null, unit: "Cel" }, points: [{ value: 20.5 }] },
		]);
		expect(byName(batch, "latency")).toMatchObject([
			{
				series: { metricType: "histogram", bucketBounds: [1, 10, 100], labels: '{"route":"/"}' },
				points: [{ value: null, count: "4", sum: 555.5, min: 0.5, max: 500, bucketCounts: ["1", "1", "1", "1"] }],
			},
		]);
		const [exponential] = byName(batch, "latency.exp");
		expect(exponential).toMatchObject({
			series: { metricType: "exponential_histogram" },
			points: [{ count: "4", sum: 1027, min: 0, max: 1024 }],
		});
		const buckets = JSON.parse(exponential?.points[0]?.exponential ?? "");
		expect(buckets).toMatchObject({ zeroCount: 1, zeroThreshold: 0, negative: { offset: 0, counts: [] } });
		expect(buckets.positive.counts.reduce((sum: number, count: number) => sum + count)).toBe(3);
	});

	it("keeps delta and cumulative series apart", async () => {
		const delta = rowsOf((await metricsSample(AggregationTemporality.DELTA)).protobuf, "protobuf");
		const cumulative = rowsOf(sample.protobuf, "protobuf");
		const [a] = byName(delta, "orders");
		const [b] = byName(cumulative, "orders");
		expect(a?.series.temporality).toBe("delta");
		expect(a?.series.seriesId).not.toBe(b?.series.seriesId);
	});

	it("gives a series one identity, in whatever order its labels come, and another one for other bounds", () => {
		const label = (key: string) => ({ key, value: { stringValue: key } });
		const ordered = batchOf(gauge({ attributes: [label("a"), label("b")] }));
		const reversed = batchOf(gauge({ attributes: [label("b"), label("a")] }));
		expect([...ordered.series.keys()]).toEqual([...reversed.series.keys()]);
		const bounds = (explicitBounds: number[]) => batchOf(histogram({ explicitBounds, bucketCounts: [1, 2] })).series;
		expect([...bounds([1]).keys()]).not.toEqual([...bounds([2]).keys()]);
	});

	it("keeps a summary's quantiles and an exemplar's trace", () => {
		const batch = batchOf(
			{
				name: "s",
				summary: {
					dataPoints: [
						{
							timeUnixNano,
							count: "3",
							sum: 6,
							quantileValues: [
								{ quantile: 0.5, value: 2 },
								{ quantile: 1, value: "NaN" },
							],
						},
					],
				},
			},
			gauge({
				asInt: "9007199254740993",
				exemplars: [
					{
						timeUnixNano,
						asInt: "9007199254740993",
						traceId: "0af7651916cd43dd8448eb211c80319c",
						spanId: "b7ad6b7169203331",
						filteredAttributes: [{ key: "user", value: { intValue: 1 } }],
					},
				],
			}),
		);
		const [summary, point] = batch.points;
		expect(summary).toMatchObject({ count: "3", sum: 6, quantiles: '[[0.5,2],[1,"NaN"]]' });
		expect(point?.value).toBe(9007199254740992);
		expect(point?.exemplars).toBe(
			'[{"time":"2023-11-14T22:13:20.000000Z","value":9007199254740993,"traceId":"0af7651916cd43dd8448eb211c80319c",' +
				'"spanId":"b7ad6b7169203331","attributes":{"user":1}}]',
		);
	});

	it("reads the doubles that JSON has only names for", () => {
		const values = ["NaN", "Infinity", "-Infinity", "1.5", 2].map((asDouble) => batchOf(gauge({ asDouble })));
		expect(values.map((batch) => batch.points[0]?.value)).toEqual([
			Number.NaN,
			Number.POSITIVE_INFINITY,
			Number.NEGATIVE_INFINITY,
			1.5,
			2,
		]);
	});

	it("keeps a point that records no value as one without a value", () => {
		expect(batchOf(gauge({ flags: 1, asDouble: 5 })).points[0]?.value).toBeNull();
		expect(batchOf(histogram({ flags: 1 })).points[0]).toMatchObject({ count: null, bucketCounts: null });
	});

	it("rejects points that cannot be true and takes the others", () => {
		const batch = batchOf(
			gauge({ asDouble: 1 }),
			histogram({ explicitBounds: [1, 2], bucketCounts: [1, 2] }),
			histogram({ count: "9223372036854775808" }),
		);
		expect(batch.points).toHaveLength(1);
		expect(batch.rejected).toEqual({ count: 2, reason: 'metric "h": 2 bucket counts do not fit 2 bounds' });
	});

	it("takes a histogram without buckets", () => {
		const batch = batchOf(histogram({ count: 2, sum: 3 }));
		expect(batch.points[0]).toMatchObject({ count: "2", sum: 3, bucketCounts: null });
		expect([...batch.series.values()][0]?.bucketBounds).toBeNull();
	});

	it("takes the time of receipt where a point has none", () => {
		const batch = batchOf({ name: "g", gauge: { dataPoints: [{ asInt: 1 }] } });
		expect(batch.points[0]?.timestamp).toBe("2026-05-01T10:00:00.250000Z");
		expect(batch.timed).toBe(false);
	});
});
