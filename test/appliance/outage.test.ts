import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { removeTestModels, testModel } from "../../appliance/test/model/testModel.ts";
import { type Program, startProgram } from "../../appliance/test/support/startProgram.ts";
import { KEY } from "../../appliance/test/support/testAppliance.ts";
import { databaseDir } from "../../cli/support/dataDir.ts";
import { openPglite } from "../../schema/drivers/pglite.ts";
import { folderWithDatabase, removeFolders } from "../support/folder.ts";
import type { Server } from "../support/logsOverHttp.ts";
import { killAll, startServer } from "../support/vagusProcess.ts";
import { telemetryFlow } from "./support/telemetryFlow.ts";

const appliances: Program[] = [];

afterEach(async () => {
	for (const { child, exited } of appliances.splice(0)) {
		child.kill("SIGKILL");
		await exited;
	}
	await killAll();
	await removeFolders();
	await removeTestModels();
});

test("while the appliance is dead telemetry flows on, and once it is back each text is embedded, once", async () => {
	const model = await testModel();
	const start = async (variables: Record<string, string>) => {
		const appliance = await startProgram({
			METRICS_PORT: "0",
			VAGUS_APPLIANCE_MODEL: model.name,
			VAGUS_APPLIANCE_MODEL_DIR: model.path,
			...variables,
		});
		appliances.push(appliance);
		await appliance.ready;
		return appliance;
	};
	const first = await start({});
	const cwd = await folderWithDatabase();
	const vagus = await startServer({
		cwd,
		env: {
			// Vagus's own records would be texts too.
			OTEL_SDK_DISABLED: "true",
			VAGUS_EMBEDDINGS_URL: first.url,
			VAGUS_EMBEDDINGS_KEY: KEY,
			VAGUS_EMBEDDINGS_MODEL: model.name,
		},
	});
	const flow = telemetryFlow(vagus);

	await flow.acknowledged(20);
	flow.fresh = false;
	await flow.acknowledged(1);
	await expect.poll(() => pending(vagus), PATIENCE).toBe(0);
	const before = flow.texts.size;
	const tookBefore = flow.took.splice(0);
	expect(await embedded(first)).toBe(before);

	first.child.kill("SIGKILL");
	await first.exited;
	flow.fresh = true;
	await flow.acknowledged(20);
	const soon = await pending(vagus);
	await flow.acknowledged(20);
	flow.fresh = false;
	await flow.acknowledged(1);
	const later = await pending(vagus);
	expect(soon).toBeGreaterThan(0);
	expect(later).toBeGreaterThan(soon);
	expect(later).toBe(flow.texts.size - before);
	console.log(`A request took ${median(tookBefore)} ms, and ${median(flow.took)} ms while the appliance was dead`);

	const second = await start({ PORT: new URL(first.url).port });
	await expect.poll(() => pending(vagus), PATIENCE).toBe(0);
	await flow.stop();
	await vagus.stop();
	expect(flow.refused).toBe(0);
	expect(await embedded(second)).toBe(flow.texts.size - before);

	const db = await openPglite({ dataDir: databaseDir(join(cwd, ".vagus")) });
	const { dimensions } = JSON.parse(await (await fetch(`${second.url}/healthz`)).text());
	expect(dimensions).toBeLessThan(1024);
	expect(
		await db.query(
			`SELECT state, model, count(*)::int AS count, min(vector_dims(embedding)) AS dimensions,
				max(vector_norm(subvector(embedding, $1::int + 1, 1024 - $1::int))) AS beyond,
				bool_and(abs(vector_norm(embedding) - 1) < 1e-5) AS normalized
			FROM observability_embeddings GROUP BY state, model`,
			[dimensions],
		),
	).toEqual([
		{ state: "ready", model: model.name, count: flow.texts.size, dimensions: 1024, beyond: 0, normalized: true },
	]);
	await db.close();
}, 300_000);

/** A failed batch waits a quarter of a minute, and the appliance is asked again after half a minute at most. */
const PATIENCE = { timeout: 120_000, interval: 250 };

async function pending({ url, key }: Server): Promise<number> {
	const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${key}` } });
	return sample(await response.text(), /^vagus_embeddings\{state="pending"/);
}

/** Texts that an appliance was asked for, by its own counters: some may have the same tokens, and are computed once. */
async function embedded({ lines }: Program): Promise<number> {
	const { metricsUrl } = lines.find((line) => typeof line.metricsUrl === "string") ?? {};
	const text = await (await fetch(String(metricsUrl))).text();
	return sample(text, /^vagus_appliance_texts_total\b/) + sample(text, /^vagus_appliance_shared_texts_total\b/);
}

function sample(metrics: string, series: RegExp): number {
	const line = metrics.split("\n").find((each) => series.test(each));
	return Number(line?.split(" ").at(-1) ?? 0);
}

function median(times: number[]): number {
	return Math.round(times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? 0);
}
