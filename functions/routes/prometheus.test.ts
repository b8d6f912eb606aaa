import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { compress } from "snappyjs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { prometheusLimits } from "../../core/limits.ts";
import { DatabaseUnavailable } from "../../schema/unavailable.ts";
import { openTestPglite, testDatabases } from "../../test/support/databases.ts";
import {
	CONTENT_TYPES,
	encodeV1,
	encodeV2,
	remoteWriteBody,
	type SentHistogram,
	type SentRequest,
	type SentSeries,
	STALE,
	type Version,
} from "../../test/support/prometheus/remoteWrite.ts";
import { type TestApp, testApp } from "../../test/support/testApp.ts";
import { appOf } from "../appOf.ts";
import { requestLimits } from "../limits.ts";
import { prometheusRoutes } from "./prometheus.ts";

const routes = appOf([prometheusRoutes]);
const TIME = Date.UTC(2026, 4, 1, 10);
const now = () => new Date(TIME);
const VERSIONS = ["1.0", "2.0"] as const;
let app: TestApp;

const post = (body: Uint8Array<ArrayBuffer>, headers: Record<string, string>) =>
	app.request("/v1/prometheus/write", {
		method: "POST",
		headers: { "content-encoding": "snappy", ...headers },
		body,
	});
const send = (version: Version, request: SentRequest) =>
	post(remoteWriteBody(version, request), { "content-type": CONTENT_TYPES[version] });
const sendBytes = (version: Version, bytes: Uint8Array) =>
	post(compress(bytes), { "content-type": CONTENT_TYPES[version] });

async function countOf(table: string): Promise<unknown> {
	return (await app.db.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`))[0]?.count;
}

const histogram: SentHistogram = {
	count: 3,
	sum: 4.5,
	schema: 2,
	positive: { spans: [[0, 2]], counts: [1, 1] },
	time: TIME,
};
const scrape: SentRequest = {
	series: [
		{ labels: { __name__: "http_requests_total", job: "shop", path: "/" }, samples: [{ value: 7, time: TIME }] },
		{ labels: { __name__: "temperature", job: "shop" }, samples: [{ value: Number.NaN, time: TIME }] },
		{ labels: { __name__: "latency", job: "shop" }, histograms: [histogram] },
		{
			labels: { __name__: "http_requests_total", job: "shop", path: "/" },
			exemplars: [{ labels: { trace_id: "5b8efff798038103d269b633813fc60c" }, value: 1, time: TIME - 5 }],
		},
	],
};

describe.each(testDatabases)("remote write over $name", ({ open }) => {
	beforeEach(async () => {
		app = testApp(await open(), { now }, routes);
	});
	afterEach(() => app.db.close());

	test.each(VERSIONS)("a scrape of %s is stored once, however often it comes", async (version) => {
		for (let round = 0; round < 3; round += 1) {
			const response = await send(version, scrape);
			expect([response.status, await response.text()]).toEqual([204, ""]);
		}
		// The same points within another batch.
		expect((await send(version, { series: scrape.series?.slice().reverse() })).status).toBe(204);
		expect(
			await app.db.query(
				`SELECT metric_name, metric_type, temporality, service, labels, value::text, count, sum, exponential, exemplars
				FROM metrics_samples ORDER BY metric_name`,
			),
		).toMatchObject([
			{
				metric_name: "http_requests_total",
				metric_type: "counter",
				temporality: "cumulative",
				service: "shop",
				labels: { job: "shop", path: "/" },
				value: "7",
				exemplars: [{ value: 1, traceId: "5b8efff798038103d269b633813fc60c" }],
			},
			{
				metric_name: "latency",
				metric_type: "exponential_histogram",
				value: null,
				count: "3",
				sum: 4.5,
				exponential: { scale: 2, positive: { offset: -1, counts: [1, 2] } },
				exemplars: null,
			},
			{ metric_name: "temperature", metric_type: "gauge", value: "NaN" },
		]);
	});

	test("both versions write to one series, in any order of time", async () => {
		const series = (value: number, time: number) => ({
			series: [{ labels: { __name__: "t" }, samples: [{ value, time }] }],
		});
		for (const [version, time] of [
			["1.0", 3],
			["2.0", 1],
			["1.0", 2],
			["2.0", 3],
		] as const) {
			expect((await send(version, series(time, TIME + time))).status).toBe(204);
		}
		const points = await app.db.query("SELECT value FROM metrics_samples ORDER BY timestamp");
		expect(points).toEqual([{ value: 1 }, { value: 2 }, { value: 3 }]);
		expect(await countOf("metric_series")).toBe(1);
	});

	test("infinities and staleness markers are kept", async () => {
		const values = [Number.POSITIVE_INFINITY, STALE, Number.NEGATIVE_INFINITY];
		await send("2.0", {
			series: [
				{ labels: { __name__: "g" }, samples: values.map((value, index) => ({ value, time: TIME + index })) },
				{ labels: { __name__: "h" }, histograms: [histogram, { ...histogram, sum: STALE, time: TIME + 1 }] },
			],
		});
		expect(
			await app.db.query(
				"SELECT metric_name, value::text, sum::text FROM metrics_samples ORDER BY metric_name, timestamp",
			),
		).toEqual([
			{ metric_name: "g", value: "Infinity", sum: null },
			{ metric_name: "g", value: null, sum: null },
			{ metric_name: "g", value: "-Infinity", sum: null },
			{ metric_name: "h", value: null, sum: "4.5" },
			{ metric_name: "h", value: null, sum: null },
		]);
	});

	test("custom buckets have quantiles by their own bounds", async () => {
		const custom = (bounds: number[], time: number): SentHistogram => ({
			count: 4,
			sum: 4,
			schema: -53,
			bounds,
			positive: { spans: [[0, 2]], counts: [0, 4] },
			time,
		});
		await send("2.0", {
			series: [{ labels: { __name__: "latency" }, histograms: [custom([1, 2], TIME), custom([1, 3, 9], TIME + 1)] }],
		});
		expect(
			await app.db.query(
				`SELECT bucket_bounds, bucket_counts, histogram_quantile(0.5, bucket_bounds, bucket_counts) AS median
				FROM metrics_samples ORDER BY timestamp`,
			),
		).toEqual([
			{ bucket_bounds: [1, 2], bucket_counts: ["0", "4", "0"], median: 1.5 },
			{ bucket_bounds: [1, 3, 9], bucket_counts: ["0", "4", "0", "0"], median: 2 },
		]);
		expect(await countOf("metric_series")).toBe(1);
	});

	test("metadata of 1.0 describes the series that have none", async () => {
		const labels = (name: string) => ({ __name__: name, job: "shop" });
		const samples = [{ value: 1, time: TIME }];
		await send("1.0", { series: ["latency_sum", "queue_total"].map((name) => ({ labels: labels(name), samples })) });
		await send("2.0", {
			series: [
				{ labels: labels("known"), samples, metadata: { type: 2, help: "Known." } },
				{ labels: labels("native"), histograms: [histogram] },
			],
		});
		const families = [
			{ name: "latency", type: 3, help: "How long.", unit: "seconds" },
			{ name: "queue_total", type: 2 },
			{ name: "known", type: 1, help: "Something else." },
			{ name: "native", type: 3, help: "How long." },
			{ name: "native", type: 1, help: "Twice." },
		];
		expect((await send("1.0", { families })).status).toBe(204);
		expect((await send("1.0", { families: [{ name: "queue", type: 1, help: "Too late." }] })).status).toBe(204);
		expect(
			await app.db.query(
				"SELECT metric_name, metric_type, temporality, unit, description FROM metric_series ORDER BY metric_name",
			),
		).toEqual([
			{ metric_name: "known", metric_type: "gauge", temporality: null, unit: "", description: "Known." },
			{
				metric_name: "latency_sum",
				metric_type: "counter",
				temporality: "cumulative",
				unit: "seconds",
				description: "How long.",
			},
			{
				metric_name: "native",
				metric_type: "exponential_histogram",
				temporality: "cumulative",
				unit: "",
				description: "How long.",
			},
			{ metric_name: "queue_total", metric_type: "gauge", temporality: null, unit: "", description: "" },
		]);
	});

	test("exemplars come to the first point from their time on, each once", async () => {
		const labels = { __name__: "latency_bucket", le: "1" };
		const times = [0, 15_000, 30_000];
		await send("2.0", { series: [{ labels, samples: times.map((time) => ({ value: 1, time: TIME + time })) }] });
		const exemplars = [-1, 1, 15_000, 40_000].map((time) => ({
			labels: { n: `${time}` },
			value: 1,
			time: TIME + time,
		}));
		for (const batch of [exemplars, exemplars, exemplars.slice(1)]) {
			const response = await send("2.0", { series: [{ labels, exemplars: batch }] });
			expect(response.status).toBe(204);
			expect(response.headers.get("x-prometheus-remote-write-exemplars-written")).toBe(String(batch.length));
		}
		const points = await app.db.query<{ exemplars: { attributes: { n: string } }[] }>(
			"SELECT exemplars FROM metric_points ORDER BY timestamp",
		);
		expect(points.map((point) => point.exemplars.map(({ attributes }) => attributes.n).sort())).toEqual([
			["-1"],
			["1", "15000"],
			["40000"],
		]);
	});
});

describe("remote write", () => {
	beforeAll(async () => {
		app = testApp(
			await openTestPglite(),
			{ now, limits: { ...requestLimits, bodyBytes: 256 * 1024, inflatedBytes: 1024 * 1024 } },
			routes,
		);
	});
	afterAll(() => app.db.close());

	const WRITTEN = ["samples", "histograms", "exemplars"].map((what) => `x-prometheus-remote-write-${what}-written`);
	const written = ({ headers }: Response) => WRITTEN.map((name) => headers.get(name));

	test("tells senders of 2.0 what was written, and those of 1.0 nothing", async () => {
		expect(written(await send("2.0", scrape))).toEqual(["2", "1", "1"]);
		expect(written(await send("2.0", {}))).toEqual(["0", "0", "0"]);
		expect(written(await send("1.0", scrape))).toEqual([null, null, null]);
	});

	test("counts an exemplar without a point as not written", async () => {
		const exemplars = [{ labels: {}, value: 1, time: TIME }];
		const response = await send("2.0", { series: [{ labels: { __name__: "no_such_series" }, exemplars }] });
		expect([response.status, written(response)]).toEqual([204, ["0", "0", "0"]]);
	});

	test.each(VERSIONS)("of %s writes what can be taken and refuses the rest for good", async (version) => {
		const name = `mixed_${version.replace(".", "_")}`;
		const series: SentSeries[] = [
			{
				labels: { __name__: name },
				samples: [
					{ value: 1, time: TIME },
					{ value: 1, time: -1 },
				],
			},
			{ labels: { job: "nameless" }, samples: [{ value: 1, time: TIME }] },
		];
		for (let round = 0; round < 2; round += 1) {
			const response = await send(version, { series });
			expect([response.status, await response.json()]).toMatchObject([
				400,
				{
					code: "partial_write",
					detail: `2 items were refused, 1 points were written: metric ${name}: a sample's time is not in the years 1970 to 9999.`,
				},
			]);
			expect(written(response)).toEqual(version === "2.0" ? ["1", "0", "0"] : [null, null, null]);
		}
		expect(await app.db.query("SELECT value FROM metrics_samples WHERE metric_name = $1", [name])).toHaveLength(1);
	});

	test.each([
		["application/json", "snappy"],
		["text/plain", "snappy"],
		["", "snappy"],
		["application/x-protobuf;proto=io.prometheus.write.v3.Request", "snappy"],
		["application/x-protobuf; proto=", "snappy"],
		["application/x-protobuf", "zstd"],
		["application/x-protobuf", "gzip"],
		["application/x-protobuf", "snappy, gzip"],
	])("refuses %s in %s as a kind that is not taken", async (type, encoding) => {
		const body = remoteWriteBody("1.0", scrape);
		const response = await post(body, { "content-type": type, "content-encoding": encoding });
		expect(response.status).toBe(415);
		expect(response.headers.get("accept-post") ?? response.headers.get("accept-encoding")).toMatch(/proto=|snappy/);
	});

	test.each([
		["application/x-protobuf", encodeV1],
		["Application/X-Protobuf; charset=utf-8", encodeV1],
		["application/x-protobuf;proto=prometheus.WriteRequest", encodeV1],
		['application/x-protobuf; proto="io.prometheus.write.v2.Request"', encodeV2],
	])("takes %s", async (type, encode) => {
		const name = `taken_${randomBytes(4).toString("hex")}`;
		const body = compress(encode({ series: [{ labels: { __name__: name }, samples: [{ value: 1, time: TIME }] }] }));
		expect((await post(body, { "content-type": type })).status).toBe(204);
		expect((await post(body, { "content-type": type, "content-encoding": "" })).status).toBe(204);
		expect(await app.db.query("SELECT value FROM metrics_samples WHERE metric_name = $1", [name])).toHaveLength(1);
	});

	test.each<[string, Uint8Array<ArrayBuffer>, number, string]>([
		["nothing at all", new Uint8Array(), 400, "broken_encoding"],
		["what is not snappy", new Uint8Array(gzipSync(encodeV1(scrape))), 400, "broken_encoding"],
		["a block that says it holds 4 GiB", Uint8Array.from([0xff, 0xff, 0xff, 0xff, 0x0f, 0]), 413, "body_too_large"],
		["a block that holds 2 MiB", compress(new Uint8Array(2 * 1024 * 1024)), 413, "body_too_large"],
		["a block that is too large", new Uint8Array(300 * 1024), 413, "body_too_large"],
		[
			"a block that would never end",
			Uint8Array.from([100, 0xfc, 0xf6, 0xff, 0xff, 0xff, 1, 1, 1]),
			400,
			"broken_encoding",
		],
		["a message cut short", compress(encodeV1(scrape).subarray(0, -1)), 400, "invalid_remote_write"],
		[
			"more messages than fit",
			compress(new Uint8Array(2 * prometheusLimits.messages + 2).map((_, index) => (index % 2 === 0 ? 0x0a : 0))),
			400,
			"invalid_remote_write",
		],
	])("refuses %s", async (_what, body, status, code) => {
		const response = await post(body, { "content-type": CONTENT_TYPES["1.0"] });
		expect([response.status, await response.json()]).toMatchObject([status, { code }]);
	});

	test("asks to be sent again while the database is away", async () => {
		const db = {
			...app.db,
			transaction: () => Promise.reject(new DatabaseUnavailable(new Error("gone"))),
		};
		const away = testApp(db, { now }, routes);
		const response = await away.request("/v1/prometheus/write", {
			method: "POST",
			headers: { "content-type": CONTENT_TYPES["2.0"], "content-encoding": "snappy" },
			body: remoteWriteBody("2.0", scrape),
		});
		expect([response.status, response.headers.get("retry-after"), written(response)]).toEqual([
			503,
			"2",
			[null, null, null],
		]);
	});

	test("needs a key with the scope", async () => {
		expect((await app.request("/v1/prometheus/write", { method: "POST", key: null })).status).toBe(401);
	});
});

describe("whatever bytes come as remote write", () => {
	beforeAll(async () => {
		app = testApp(await openTestPglite(), { now }, routes);
	});
	afterAll(() => app.db.close());

	const text = fc.oneof(fc.string({ unit: "binary", maxLength: 12 }), fc.constantFrom("__name__", "job", "a\0b", "le"));
	const time = fc.oneof(fc.constant(TIME), fc.maxSafeInteger());
	const labels = fc.dictionary(text, text, { maxKeys: 4 }).map((labels) => ({ __name__: "m", ...labels }));
	const sample = fc.record({ value: fc.oneof(fc.double(), fc.constant(STALE)), time, start: time });
	const exemplar = fc.record({ labels: fc.dictionary(text, text, { maxKeys: 2 }), value: fc.double(), time });
	const int32 = fc.integer();
	const buckets = fc.record({
		spans: fc.array(fc.tuple(fc.oneof(fc.integer({ min: -3, max: 9 }), int32), fc.nat(4)), { maxLength: 3 }),
		counts: fc.array(fc.oneof(fc.nat(9), fc.maxSafeInteger()), { maxLength: 6 }),
	});
	const histograms = fc.record({
		count: fc.oneof(fc.maxSafeNat(), fc.record({ float: fc.double() })),
		sum: fc.oneof(fc.double(), fc.constant(STALE)),
		schema: fc.oneof(fc.constantFrom(0, 3, -53), int32),
		zeroThreshold: fc.double(),
		zeroCount: fc.nat(5),
		positive: buckets,
		negative: buckets,
		bounds: fc.array(fc.double(), { maxLength: 3 }),
		resetHint: fc.nat(4),
		time,
		start: time,
	});
	const request: fc.Arbitrary<SentRequest> = fc.record({
		series: fc.array(
			fc.record({
				labels,
				samples: fc.array(sample, { maxLength: 3 }),
				exemplars: fc.array(exemplar, { maxLength: 2 }),
				histograms: fc.array(histograms, { maxLength: 2 }),
				metadata: fc.record({ type: fc.nat(9), help: text, unit: text }),
				created: time,
			}),
			{ maxLength: 4 },
		),
		families: fc.array(fc.record({ name: text, type: fc.nat(9), help: text, unit: text }), { maxLength: 3 }),
	});
	const version = fc.constantFrom(...VERSIONS);
	const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 });

	async function expectTakenOrRefused(answer: Promise<Response>): Promise<void> {
		const response = await answer;
		expect([204, 400, 413]).toContain(response.status);
		if (response.status !== 204) expect(await response.json()).toMatchObject({ detail: expect.stringMatching(/\S/) });
	}

	test("sound requests of any content are taken, but for what they may not hold", async () => {
		await fc.assert(
			fc.asyncProperty(version, request, (version, request) => expectTakenOrRefused(send(version, request))),
			{ numRuns: 300 },
		);
	});

	test("damaged messages become rows or a refusal", async () => {
		await fc.assert(
			fc.asyncProperty(version, request, damage, fc.nat(), (version, request, damage, cut) => {
				const bytes = version === "1.0" ? encodeV1(request) : encodeV2(request);
				for (const [at, byte] of damage) bytes[at % (bytes.length || 1)] = byte;
				return expectTakenOrRefused(sendBytes(version, bytes.subarray(0, bytes.length - (cut % 3))));
			}),
			{ numRuns: 500 },
		);
	});

	test("random and damaged blocks become rows or a refusal", async () => {
		const block = fc.oneof(
			fc.uint8Array({ maxLength: 200 }),
			fc.tuple(request, damage).map(([request, damage]) => {
				const bytes = remoteWriteBody("1.0", request);
				for (const [at, byte] of damage) bytes[at % bytes.length] = byte;
				return bytes;
			}),
		);
		await fc.assert(
			fc.asyncProperty(version, block, (version, block) =>
				expectTakenOrRefused(post(new Uint8Array(block), { "content-type": CONTENT_TYPES[version] })),
			),
			{ numRuns: 500 },
		);
	});

	test("and the next good request works", async () => {
		expect((await send("1.0", scrape)).status).toBe(204);
	});
});
