import { describe, expect, it } from "vitest";
import {
	encodeV1,
	encodeV2,
	type SentHistogram,
	type SentRequest,
	STALE,
	type Version,
} from "../../test/support/prometheus/remoteWrite.ts";
import { prometheusLimits } from "../limits.ts";
import { decodeV1, decodeV2 } from "./decodeRemoteWrite.ts";
import { type RemoteWriteRows, remoteWriteRows } from "./remoteWriteRows.ts";

const TIME = Date.UTC(2026, 4, 1, 10);
const DAY = 86_400_000;

function rowsOf(request: SentRequest, version: Version = "2.0"): RemoteWriteRows {
	const decoded = version === "1.0" ? decodeV1(encodeV1(request)) : decodeV2(encodeV2(request));
	return remoteWriteRows(decoded, { receivedAt: new Date(TIME) });
}

function seriesOf(labels: Record<string, string>, metadata?: { type: number; help?: string; unit?: string }) {
	const { batch } = rowsOf({ series: [{ labels, samples: [{ value: 1, time: TIME }], metadata }] });
	return [...batch.series.values()][0];
}

function histogramOf(given: Partial<SentHistogram>) {
	const histogram = { count: 0, sum: 0, time: TIME, ...given };
	const { batch, histograms } = rowsOf({ series: [{ labels: { __name__: "latency" }, histograms: [histogram] }] });
	return { point: batch.points[0], series: [...batch.series.values()][0], rejected: batch.rejected, histograms };
}

describe.each(["1.0", "2.0"] as const)("a request of remote write %s", (version) => {
	it("becomes a series and its points", () => {
		const { batch, samples } = rowsOf(
			{
				series: [
					{
						labels: { __name__: "http_requests_total", env: "production", instance: "a:80", job: "shop", path: "/ä" },
						samples: [
							{ value: 1.5, time: TIME },
							{ value: 2, time: TIME + 15_001 },
						],
					},
				],
			},
			version,
		);
		const [series] = [...batch.series.values()];
		expect(series).toMatchObject({
			metricName: "http_requests_total",
			metricType: "counter",
			temporality: "cumulative",
			unit: "",
			description: null,
			service: "shop",
			environment: "production",
			labels: '{"env":"production","instance":"a:80","job":"shop","path":"/ä"}',
			bucketBounds: null,
		});
		expect(batch.points).toMatchObject([
			{ seriesId: series?.seriesId, timestamp: "2026-05-01T10:00:00.000000Z", startTimestamp: null, value: 1.5 },
			{ seriesId: series?.seriesId, timestamp: "2026-05-01T10:00:15.001000Z", value: 2 },
		]);
		expect([...batch.resources.values()]).toMatchObject([
			{
				attributes: '{"deployment.environment.name":"production","service.instance.id":"a:80","service.name":"shop"}',
				service: "shop",
			},
		]);
		expect([...batch.scopes.values()]).toMatchObject([{ name: "prometheus.remote_write" }]);
		expect([samples, batch.rejected.count, batch.timed]).toEqual([2, 0, true]);
	});

	it("keeps NaN and the infinities, and makes of a staleness marker a point without a value", () => {
		const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, STALE, -0];
		const { batch } = rowsOf(
			{
				series: [{ labels: { __name__: "g" }, samples: values.map((value, index) => ({ value, time: TIME + index })) }],
			},
			version,
		);
		expect(batch.points.map(({ value }) => value)).toEqual([
			Number.NaN,
			Number.POSITIVE_INFINITY,
			Number.NEGATIVE_INFINITY,
			null,
			-0,
		]);
	});

	it("gives exemplars the form that OTLP's have", () => {
		const traceId = "5B8EFFF798038103D269B633813FC60C";
		const { exemplars } = rowsOf(
			{
				series: [
					{
						labels: { __name__: "latency_bucket", le: "1" },
						exemplars: [
							{ labels: { trace_id: traceId, span_id: "eee19b7ec3c1b174", user: "u" }, value: 0.5, time: TIME },
							{ labels: { trace_id: "4711" }, value: Number.NaN, time: TIME },
						],
					},
				],
			},
			version,
		);
		expect(exemplars.map(({ exemplar }) => JSON.parse(exemplar))).toEqual([
			{
				time: "2026-05-01T10:00:00.000000Z",
				value: 0.5,
				traceId: traceId.toLowerCase(),
				spanId: "eee19b7ec3c1b174",
				attributes: { trace_id: traceId, span_id: "eee19b7ec3c1b174", user: "u" },
			},
			{
				time: "2026-05-01T10:00:00.000000Z",
				value: "NaN",
				traceId: "",
				spanId: "",
				attributes: { trace_id: "4711" },
			},
		]);
	});

	it("loses what cannot be taken, and counts it with the first reason", () => {
		const samples = [{ value: 1, time: TIME }];
		const { batch } = rowsOf(
			{
				series: [
					{ labels: { job: "nameless" }, samples: [...samples, ...samples] },
					{ labels: { __name__: "old" }, samples: [{ value: 1, time: -1 }] },
					{ labels: { __name__: "late" }, samples: [{ value: 1, time: Date.UTC(10_000, 0) }] },
					{ labels: { __name__: "epoch" }, samples: [{ value: 1, time: 0 }] },
					{ labels: { __name__: "last" }, samples: [{ value: 1, time: Date.UTC(10_000, 0) - 1 }] },
					{ labels: { __name__: "ahead" }, samples: [{ value: 1, time: TIME + DAY }] },
					{ labels: { __name__: "behind" }, samples: [{ value: 1, time: TIME - 1_000 * DAY }] },
				],
			},
			version,
		);
		expect(batch.rejected).toEqual({ count: 6, reason: "a series has no label __name__" });
		expect([...batch.series.values()].map(({ metricName }) => metricName)).toEqual(["ahead", "behind"]);
		expect(batch.points.map(({ timestamp }) => timestamp)).toEqual([
			"2026-05-02T10:00:00.000000Z",
			"2023-08-05T10:00:00.000000Z",
		]);
	});

	it("is refused where one text stands in more labels than fit", () => {
		const value = "x".repeat(prometheusLimits.labelsText - 20);
		const series = Array.from({ length: prometheusLimits.requestText / value.length + 1 }, (_, index) => ({
			labels: { __name__: `m${index}`, value },
		}));
		expect(() => rowsOf({ series }, version)).toThrow(/send smaller batches/);
	});
});

describe("the identity of a series", () => {
	const id = (labels: Record<string, string>, metadata?: { type: number; unit?: string }) =>
		seriesOf(labels, metadata)?.seriesId;

	it("is its labels, in whichever order, without those that are empty", () => {
		expect(id({ __name__: "a", x: "1", y: "2" })).toBe(id({ y: "2", z: "", x: "1", __name__: "a" }));
		expect(id({ __name__: "a", x: "1" })).not.toBe(id({ __name__: "a", x: "2" }));
		expect(id({ __name__: "a" })).not.toBe(id({ __name__: "b" }));
		expect(id({ __name__: `a${"b".repeat(300)}` })).not.toBe(id({ __name__: `a${"b".repeat(299)}c` }));
	});

	it("does not depend on what is known of it", () => {
		expect(id({ __name__: "a" }, { type: 1, unit: "s" })).toBe(id({ __name__: "a" }));
	});

	it.each([
		["has a label without a name", { __name__: "a", "": "1" }, "a label has no name"],
		["has no name", { x: "1" }, "a series has no label __name__"],
		["has an empty name", { __name__: "" }, "a series has no label __name__"],
		[
			"has too many labels",
			Object.fromEntries(Array.from({ length: 129 }, (_, index) => [`l${index}`, "1"])),
			"a series has 129 labels, more than 128",
		],
		[
			"has labels that are too long",
			{ __name__: "a", x: "x".repeat(prometheusLimits.labelsText) },
			"the labels of a series are 16394 characters long, more than 16384",
		],
	])("is refused where it %s", (_what, labels: Record<string, string>, reason) => {
		const { batch } = rowsOf({ series: [{ labels, samples: [{ value: 1, time: TIME }] }] });
		expect([batch.rejected, batch.points, batch.series.size]).toEqual([{ count: 1, reason }, [], 0]);
	});
});

describe("the service of a series", () => {
	it.each([
		[{ service_name: "a", service: "b", job: "c" }, "a"],
		[{ service: "b", job: "c" }, "b"],
		[{ job: "c" }, "c"],
		[{}, "unknown_service"],
	])("of %j is %s", (labels, service) => {
		expect(seriesOf({ __name__: "up", ...labels })?.service).toBe(service);
	});

	it.each([
		[{ deployment_environment_name: "a", environment: "b", env: "c" }, "a"],
		[{ deployment_environment: "d", env: "c" }, "d"],
		[{ environment: "b", env: "c" }, "b"],
		[{ env: "c" }, "c"],
		[{}, "unknown"],
	])("of %j runs in %s", (labels, environment) => {
		expect(seriesOf({ __name__: "up", ...labels })?.environment).toBe(environment);
	});
});

describe("the type of a series of floats", () => {
	const [UNKNOWN, COUNTER, GAUGE, HISTOGRAM, GAUGE_HISTOGRAM, SUMMARY, INFO, STATE_SET] = [0, 1, 2, 3, 4, 5, 6, 7];

	it.each([
		["requests", COUNTER, "counter"],
		["queue_count", GAUGE, "gauge"],
		["latency_bucket", HISTOGRAM, "counter"],
		["latency_sum", HISTOGRAM, "counter"],
		["sizes_bucket", GAUGE_HISTOGRAM, "gauge"],
		["latency", SUMMARY, "gauge"],
		["latency_count", SUMMARY, "counter"],
		["build_info", INFO, "gauge"],
		["state", STATE_SET, "gauge"],
		["requests_total", UNKNOWN, "counter"],
		["temperature", UNKNOWN, "gauge"],
		["anything", 99, "gauge"],
	])("%s with type %d is a %s", (name, type, metricType) => {
		expect(seriesOf({ __name__: name }, { type })).toMatchObject({
			metricType,
			temporality: metricType === "counter" ? "cumulative" : null,
		});
	});
});

describe("metadata", () => {
	it("comes with a series in 2.0", () => {
		const metadata = { type: 2, help: "How warm.", unit: "celsius" };
		expect(seriesOf({ __name__: "t" }, metadata)).toMatchObject({ description: "How warm.", unit: "celsius" });
		expect(seriesOf({ __name__: "t" }, { type: 2 })).toMatchObject({ description: "", unit: "" });
		expect(seriesOf({ __name__: "t" }, { type: 0 })).toMatchObject({ description: null });
	});

	it("comes apart in 1.0 and is about all parts of a family", () => {
		const { metadata } = rowsOf({ families: [{ name: "latency", type: 3, help: "How long.", unit: "s" }] }, "1.0");
		expect(metadata.map(({ metricName, metricType }) => [metricName, metricType])).toEqual([
			["latency", "gauge"],
			["latency_bucket", "counter"],
			["latency_count", "counter"],
			["latency_sum", "counter"],
		]);
		expect(metadata[0]).toMatchObject({ unit: "s", description: "How long." });
	});
});

describe("start times", () => {
	const starts = (series: NonNullable<SentRequest["series"]>[number]) =>
		rowsOf({ series: [series] }).batch.points.map(({ startTimestamp }) => startTimestamp);
	const labels = { __name__: "a_total" };

	it("are a sample's own, or what its series says", () => {
		const samples = [
			{ value: 1, time: TIME, start: TIME - 1_000 },
			{ value: 1, time: TIME + 1 },
		];
		expect(starts({ labels, samples, created: TIME - 2_000 })).toEqual([
			"2026-05-01T09:59:59.000000Z",
			"2026-05-01T09:59:58.000000Z",
		]);
		expect(starts({ labels, histograms: [{ count: 0, sum: 0, time: TIME, start: TIME - 1_000 }] })).toEqual([
			"2026-05-01T09:59:59.000000Z",
		]);
	});
});

describe("a native histogram", () => {
	it("of integers keeps its buckets under OpenTelemetry's indices, gaps filled", () => {
		const { point, series, histograms } = histogramOf({
			count: 12,
			sum: 18.4,
			schema: 1,
			zeroThreshold: 0.001,
			zeroCount: 2,
			positive: {
				spans: [
					[0, 2],
					[2, 1],
				],
				counts: [1, 1, -1],
			},
			negative: { spans: [[-3, 1]], counts: [6] },
		});
		expect(series).toMatchObject({ metricType: "exponential_histogram", temporality: "cumulative" });
		expect(point).toMatchObject({ value: null, count: "12", sum: 18.4, bucketCounts: null });
		expect(JSON.parse(point?.exponential ?? "")).toEqual({
			scale: 1,
			zeroCount: 2,
			zeroThreshold: 0.001,
			positive: { offset: -1, counts: [1, 2, 0, 0, 1] },
			negative: { offset: -4, counts: [6] },
		});
		expect(histograms).toBe(1);
	});

	it("of floats keeps their fractions", () => {
		const { point } = histogramOf({
			count: { float: 2.5 },
			sum: 3,
			zeroCount: 0.25,
			positive: { spans: [[1, 2]], counts: [0.75, 1.5] },
		});
		expect(point).toMatchObject({ count: "3", sum: 3 });
		expect(JSON.parse(point?.exponential ?? "")).toMatchObject({
			count: 2.5,
			zeroCount: 0.25,
			positive: { offset: 0, counts: [0.75, 1.5] },
		});
	});

	it("with custom buckets has a count for each of its bounds and one more", () => {
		const { point, series } = histogramOf({
			count: 6,
			sum: 7,
			schema: -53,
			bounds: [0.1, 1, 10],
			positive: {
				spans: [
					[1, 1],
					[1, 1],
				],
				counts: [4, -2],
			},
		});
		expect(series).toMatchObject({ metricType: "histogram", bucketBounds: null });
		expect(point).toMatchObject({ count: "6", sum: 7, bucketCounts: ["0", "4", "0", "2"] });
		expect(JSON.parse(point?.exponential ?? "")).toMatchObject({ scale: -53, bounds: [0.1, 1, 10] });
	});

	it("that may go down has no temporality", () => {
		expect(histogramOf({ resetHint: 3 }).series).toMatchObject({ temporality: null });
	});

	it("whose sum is the staleness marker has no values", () => {
		const { point, histograms } = histogramOf({ sum: STALE });
		expect(point).toMatchObject({ value: null, count: null, sum: null, exponential: null });
		expect(histograms).toBe(1);
	});

	it.each<[string, Partial<SentHistogram>, RegExp]>([
		["more counts than its spans", { positive: { spans: [[0, 1]], counts: [1, 1] } }, /do not fit 2 counts/],
		["spans without counts", { negative: { spans: [[0, 4_000_000_000]], counts: [] } }, /do not fit 0 counts/],
		[
			"a gap without end",
			{
				positive: {
					spans: [
						[0, 1],
						[2_000_000_000, 1],
					],
					counts: [1, 0],
				},
			},
			/stretch over 2000000002 places/,
		],
		[
			"spans that overlap",
			{
				positive: {
					spans: [
						[0, 1],
						[-1, 1],
					],
					counts: [1, 0],
				},
			},
			/overlap/,
		],
		["a count below zero", { positive: { spans: [[0, 1]], counts: [-1] } }, /not a number from 0/],
		["a count that is none", { count: { float: Number.NaN } }, /not a number from 0/],
		["a count that is infinite", { count: { float: Number.POSITIVE_INFINITY } }, /not a number from 0/],
		["an unknown schema", { schema: 100 }, /schema 100 is not known/],
		["bounds that descend", { schema: -53, bounds: [2, 1] }, /do not ascend/],
		["a bound that is no number", { schema: -53, bounds: [Number.NaN] }, /do not ascend/],
		[
			"buckets beyond its bounds",
			{ schema: -53, bounds: [1], positive: { spans: [[2, 1]], counts: [1] } },
			/do not fit 1 bounds/,
		],
		["a time that is none", { time: -5 }, /years 1970 to 9999/],
	])("is refused with %s", (_what, given, reason) => {
		const { point, rejected, histograms } = histogramOf(given);
		expect([point, rejected.count, histograms]).toEqual([undefined, 1, 0]);
		expect(rejected.reason).toMatch(reason);
	});
});

describe("symbols of 2.0", () => {
	it("that are referred to must be there, two by two", () => {
		const odd = Uint8Array.from([0x2a, 3, 0x0a, 1, 0]);
		expect(() => decodeV2(odd)).toThrow("timeseries[0]: the last label has no value");
		const beyond = Uint8Array.from([0x22, 0, 0x2a, 4, 0x0a, 2, 0, 9]);
		expect(() => decodeV2(beyond)).toThrow("timeseries[0]: symbol 9 is referred to, but there are 1");
	});
});
