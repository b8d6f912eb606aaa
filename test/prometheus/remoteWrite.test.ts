import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { appOf } from "../../functions/appOf.ts";
import { prometheusRoutes } from "../../functions/routes/prometheus.ts";
import { createKey } from "../../schema/keys.ts";
import { openTestPglite } from "../support/databases.ts";
import { type TestApp, testApp } from "../support/testApp.ts";
import { exemplarsOfPrometheus, pointsOfPrometheus, scrapesOf } from "./support/askPrometheus.ts";
import { endedSeries, exemplarsOfVagus, pointsOfVagus } from "./support/askVagus.ts";
import { programs, senders, V2 } from "./support/programs.ts";
import { type ScrapeTarget, scrapeTarget } from "./support/scrapeTarget.ts";
import { type Prometheus, startPrometheus } from "./support/startPrometheus.ts";

const PATIENCE = { timeout: 30_000, interval: 200 };
const EXTERNAL_LABELS = { environment: "staging" };

/** Every third answer is lost on its way, so that what was written already comes again. */
function losingAnswers(app: TestApp): (request: Request) => Promise<Response> {
	let answers = 0;
	return async (request) => {
		const answer = await app.fetch(request);
		answers += 1;
		return answers % 3 === 0 ? new Response(null, { status: 503 }) : answer;
	};
}

describe.runIf(programs.length > 0)("a real Prometheus", () => {
	describe.each(senders)("$version sends $message", ({ program, message }) => {
		let app: TestApp;
		let server: ReturnType<typeof serve>;
		let target: ScrapeTarget;
		let prometheus: Prometheus;
		// Custom buckets are for remote write 2.0 alone.
		const jobs = ["text", "openmetrics", "protobuf", ...(message === V2 ? ["custom"] : [])];

		beforeAll(async () => {
			app = testApp(await openTestPglite(), {}, appOf([prometheusRoutes]));
			const { key } = await createKey(app.db, { name: "prometheus", scopes: ["ingest"] });
			server = serve({ fetch: losingAnswers(app), port: 0, hostname: "127.0.0.1" });
			await once(server, "listening");
			target = await scrapeTarget();
			const { port } = server.address() as AddressInfo;
			prometheus = await startPrometheus(program, configuration(`http://127.0.0.1:${port}/v1/prometheus/write`, key));
		});
		afterAll(async () => {
			await prometheus?.stop();
			await target?.close();
			server?.close();
			await app.db.close();
		});

		const configuration = (url: string, key: string) =>
			JSON.stringify({
				global: { scrape_interval: "500ms", scrape_timeout: "500ms", external_labels: EXTERNAL_LABELS },
				scrape_configs: jobs.map((job) => ({
					job_name: job,
					metrics_path: job === "custom" ? "/text" : `/${job}`,
					static_configs: [{ targets: [target.address] }],
					...(job === "custom" && { convert_classic_histograms_to_nhcb: true }),
				})),
				remote_write: [
					{
						url,
						authorization: { credentials: key },
						send_exemplars: true,
						send_native_histograms: true,
						queue_config: { batch_send_deadline: "200ms", min_shards: 2 },
						metadata_config: { send: true, send_interval: "500ms" },
						...(message === V2 && { protobuf_message: V2 }),
					},
				],
			});

		const expectSamePoints = async () => {
			const until = Date.now();
			const theirs = await pointsOfPrometheus(prometheus, until, EXTERNAL_LABELS);
			expect(theirs.size).toBeGreaterThan(25);
			// What is on its way comes.
			await vi.waitFor(async () => expect(await pointsOfVagus(app.db, until)).toEqual(theirs), PATIENCE);
		};

		test("every point that it has is here, and no other", { timeout: 60_000 }, async () => {
			// By the sixth scrape the target has told each of its odd values.
			await vi.waitFor(async () => expect(await scrapesOf(prometheus, "text")).toBeGreaterThan(5), PATIENCE);
			await expectSamePoints();
		});

		test("types and help texts are those that the target tells", async () => {
			const latency = { type: "counter", help: "How long an order takes.", unit: "" };
			const size = { type: "counter", help: "How large an order is.", unit: "" };
			const pause = { type: "counter", help: "Pauses.", unit: "seconds" };
			const read = () =>
				app.db.query(
					`SELECT DISTINCT metric_name AS name, metric_type AS type, coalesce(description, '') AS help, unit
					FROM metric_series WHERE metric_name LIKE 'shop%' AND service <> 'custom' ORDER BY metric_name`,
				);
			const described = [
				{ name: "shop_latency_seconds_bucket", ...latency },
				{ name: "shop_latency_seconds_count", ...latency },
				{ name: "shop_latency_seconds_sum", ...latency },
				{ name: "shop_orders_total", type: "counter", help: "Orders, by way of payment.", unit: "" },
				{ name: "shop_pause_seconds_bucket", ...pause },
				{ name: "shop_pause_seconds_count", ...pause },
				{ name: "shop_pause_seconds_sum", ...pause },
				{ name: "shop_queue_length", type: "gauge", help: "Orders that wait.", unit: "" },
				{ name: "shop_size_bytes", ...size, type: "gauge" },
				{ name: "shop_size_bytes_count", ...size },
				{ name: "shop_size_bytes_sum", ...size },
				{ name: "shop_untold", type: "gauge", help: "", unit: "" },
				{ name: "shop_visits_total", type: "counter", help: "Visits.", unit: "" },
				{ name: "shop_wait_seconds", type: "exponential_histogram", help: "How long people wait.", unit: "" },
			];
			await vi.waitFor(async () => expect(await read()).toEqual(described), PATIENCE);
		});

		test("labels name service, environment and instance", async () => {
			const found = await app.db.query("SELECT service, environment, attributes FROM resources ORDER BY service");
			expect(found).toEqual(
				jobs.toSorted().map((service) => ({
					service,
					environment: "staging",
					attributes: {
						"service.name": service,
						"service.instance.id": target.address,
						"deployment.environment.name": "staging",
					},
				})),
			);
		});

		test("classic histograms that it turned into native ones have quantiles", async () => {
			const medians = await app.db.query(
				`SELECT DISTINCT metric_type, bucket_bounds,
					round(histogram_quantile(0.5, bucket_bounds, bucket_counts)::numeric, 6)::float8 AS median
				FROM metrics_samples WHERE service = 'custom' AND metric_name = 'shop_latency_seconds' AND count > 0`,
			);
			const expected = { metric_type: "histogram", bucket_bounds: [0.1, 1], median: 0.55 };
			expect(medians).toEqual(message === V2 ? [expected] : []);
		});

		test("every exemplar that it has is here", async () => {
			const theirs = await exemplarsOfPrometheus(prometheus, Date.now());
			expect(theirs.length).toBeGreaterThan(5);
			await vi.waitFor(
				async () => expect(await exemplarsOfVagus(app.db)).toEqual(expect.arrayContaining(theirs)),
				PATIENCE,
			);
		});

		test("a target that goes away ends its series by staleness markers", { timeout: 60_000 }, async () => {
			expect(await endedSeries(app.db)).toBe(0);
			await target.close();
			const [own] = await app.db.query<{ count: number }>(
				"SELECT count(*)::int AS count FROM metric_series WHERE metric_name LIKE 'shop%'",
			);
			await vi.waitFor(async () => expect(await endedSeries(app.db)).toBe(own?.count), PATIENCE);
			// The scrape's own series go on: they say that the target is down.
			const last = "SELECT value FROM metrics_samples WHERE metric_name = 'up' ORDER BY timestamp DESC LIMIT 1";
			expect(await app.db.query(last)).toEqual([{ value: 0 }]);
			await expectSamePoints();
		});

		test("nothing that it sent was refused", () => {
			expect(prometheus.log()).toContain("Server is ready to receive web requests");
			expect(prometheus.log()).not.toMatch(/non-recoverable|level=error/i);
		});
	});
});
