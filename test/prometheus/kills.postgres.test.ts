import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { faults } from "../faults/support/faults.ts";
import { randomOf } from "../faults/support/random.ts";
import { createWorld } from "../faults/support/world.ts";
import { removeFolders } from "../support/folder.ts";
import { servers } from "../support/servers.ts";
import { killAll } from "../support/vagusProcess.ts";
import { pointsOfPrometheus, scrapesOf } from "./support/askPrometheus.ts";
import { pointsOfVagus } from "./support/askVagus.ts";
import { programs, senders, V2 } from "./support/programs.ts";
import { scrapeTarget } from "./support/scrapeTarget.ts";
import { startPrometheus } from "./support/startPrometheus.ts";

/** Of kills, for each Prometheus. */
const ROUNDS = Number(process.env.VAGUS_TEST_FAULT_ROUNDS ?? 4);

const PATIENCE = { timeout: 60_000, interval: 500 };
const kills = faults.filter(({ name }) => name === "server killed" || name === "backends terminated");

afterEach(async () => {
	await killAll();
	await removeFolders();
});

const postgres = servers.filter(({ name }) => name === "postgres");

describe.runIf(programs.length > 0).each(postgres)("a Prometheus that writes on while $name's", (shared) => {
	let end = async () => {};
	afterAll(() => end());

	test.each(senders)(
		"server and backends are killed loses no sample and doubles none: $version by $message",
		{ timeout: 180_000 + ROUNDS * 20_000 },
		async ({ program, message }) => {
			// Vagus's own samples are not Prometheus's.
			const world = await createWorld(shared, { env: { OTEL_SDK_DISABLED: "true" } });
			const target = await scrapeTarget();
			const configuration = {
				global: { scrape_interval: "250ms", scrape_timeout: "250ms" },
				scrape_configs: [{ job_name: "text", metrics_path: "/text", static_configs: [{ targets: [target.address] }] }],
				remote_write: [
					{
						url: `${world.url}/v1/prometheus/write`,
						authorization: { credentials: world.server.key },
						queue_config: { batch_send_deadline: "100ms", max_backoff: "500ms" },
						...(message === V2 && { protobuf_message: V2 }),
					},
				],
			};
			const prometheus = await startPrometheus(program, JSON.stringify(configuration));
			end = async () => {
				await prometheus.stop();
				await target.close();
				await world.end();
			};
			const random = randomOf(ROUNDS);
			for (let round = 1; round <= ROUNDS; round += 1) {
				const scrapes = 6 * round;
				await vi.waitFor(async () => expect(await scrapesOf(prometheus, "text")).toBeGreaterThan(scrapes), PATIENCE);
				await kills[round % kills.length]?.strike(world, random);
			}
			const until = Date.now();
			const theirs = await pointsOfPrometheus(prometheus, until, {});
			const samples = [...theirs.values()].reduce((sum, points) => sum + points.length, 0);
			expect(samples).toBeGreaterThan(6 * ROUNDS * 10);
			await vi.waitFor(async () => expect(await pointsOfVagus(world.direct, until)).toEqual(theirs), PATIENCE);
			console.log(`${ROUNDS} kills, ${samples} samples: none missing, none doubled`);
			await end();
			end = async () => {};
		},
	);
});
