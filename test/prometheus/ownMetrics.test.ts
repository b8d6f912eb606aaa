import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createKey, revokeKey } from "../../schema/keys.ts";
import { openTestPglite } from "../support/databases.ts";
import { type TestApp, testApp } from "../support/testApp.ts";
import { pointsOfPrometheus, scrapesOf } from "./support/askPrometheus.ts";
import { endedSeries, pointsOfVagus } from "./support/askVagus.ts";
import { programs, senders, V2 } from "./support/programs.ts";
import { type Prometheus, startPrometheus } from "./support/startPrometheus.ts";

const PATIENCE = { timeout: 30_000, interval: 200 };

describe.runIf(programs.length > 0)("a Prometheus that scrapes Vagus and writes to it", () => {
	describe.each(senders)("$version by $message", ({ program, message }) => {
		let app: TestApp;
		let server: ReturnType<typeof serve>;
		let prometheus: Prometheus;

		beforeAll(async () => {
			app = testApp(await openTestPglite());
			const [reader, writer] = [
				await createKey(app.db, { name: "scrape", scopes: ["read"] }),
				await createKey(app.db, { name: "write", scopes: ["ingest"] }),
			];
			server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
			await once(server, "listening");
			const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
			prometheus = await startPrometheus(program, configuration(address, reader.key, writer.key));
		});
		afterAll(async () => {
			await prometheus?.stop();
			server?.close();
			await app.settled();
			await app.db.close();
		});

		const configuration = (address: string, reader: string, writer: string) =>
			JSON.stringify({
				global: { scrape_interval: "1s", scrape_timeout: "1s" },
				scrape_configs: [
					{ job_name: "vagus", authorization: { credentials: reader }, static_configs: [{ targets: [address] }] },
				],
				remote_write: [
					{
						url: `http://${address}/v1/prometheus/write`,
						authorization: { credentials: writer },
						queue_config: { batch_send_deadline: "200ms" },
						metadata_config: { send: true, send_interval: "500ms" },
						...(message === V2 && { protobuf_message: V2 }),
					},
				],
			});

		const own = "SELECT DISTINCT metric_name AS name FROM metrics_samples WHERE metric_name LIKE 'vagus%'";
		const counted = ["embeddings", "ingest_bytes_total", "ingest_rows_total", "ingest_stage_duration_bucket"].map(
			(name) => ({ name: `vagus_${name}` }),
		);

		test("stores what Vagus says of itself, point by point", { timeout: 60_000 }, async () => {
			await vi.waitFor(async () => expect(await scrapesOf(prometheus, "vagus")).toBeGreaterThan(5), PATIENCE);
			await vi.waitFor(async () => expect(await app.db.query(own)).toEqual(expect.arrayContaining(counted)), PATIENCE);
			const until = Date.now();
			const theirs = await pointsOfPrometheus(prometheus, until, {});
			await vi.waitFor(async () => expect(await pointsOfVagus(app.db, until)).toEqual(theirs), PATIENCE);
			// It was Prometheus that brought these rows: what is counted grows with what is stored.
			const [brought] = await app.db.query<{ rows: number }>(
				`SELECT max(value)::int AS rows FROM metrics_samples
				WHERE metric_name = 'vagus_ingest_rows_total' AND labels ->> 'signal' = 'prometheus'`,
			);
			expect(brought?.rows).toBeGreaterThan(20);
		});

		test("ends the series where it may not scrape any more", { timeout: 60_000 }, async () => {
			// One that took too long is stale until the next.
			await vi.waitFor(async () => expect(await endedSeries(app.db)).toBe(0), PATIENCE);
			await revokeKey(app.db, "scrape");
			const [series] = await app.db.query<{ count: number }>(
				`SELECT count(*)::int AS count FROM metric_series
				WHERE metric_name LIKE 'vagus%' OR metric_name LIKE 'http_server%' OR metric_name = 'target_info'`,
			);
			expect(series?.count).toBeGreaterThan(20);
			await vi.waitFor(
				async () => expect(await endedSeries(app.db)).toBeGreaterThanOrEqual(series?.count ?? 0),
				PATIENCE,
			);
			const last = "SELECT value FROM metrics_samples WHERE metric_name = 'up' ORDER BY timestamp DESC LIMIT 1";
			expect(await app.db.query(last)).toEqual([{ value: 0 }]);
		});
	});
});
