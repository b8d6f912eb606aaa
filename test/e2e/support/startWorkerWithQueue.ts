import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { experimental_readRawConfig } from "wrangler";
import type { QueueBinding } from "../../../functions/queue/cloudflareQueue.ts";
import { ROOT } from "./program.ts";
import { startWorker, type WorkerProgram } from "./startWorker.ts";

export interface QueueProgram extends WorkerProgram {
	/** The queue itself, as a producer has it. */
	queue: QueueBinding;
	/** What has come into the queue of dead letters, as text. */
	deadLetters(): Promise<string[]>;
}

/** The Worker of `wrangler.toml` with its queue, as whoever takes the marks away has it. */
export async function startWorkerWithQueue(databaseUrl: string): Promise<QueueProgram> {
	const folder = await mkdtemp(join(tmpdir(), "vagus-worker-"));
	const config = await configWithQueue(folder);
	// It tells of each delivery otherwise.
	process.env.WRANGLER_LOG = "error";
	const program = await startWorker(databaseUrl, { config, beside: [{ config: READER }] });
	const { INGEST_QUEUE } = await program.worker<{ INGEST_QUEUE: QueueBinding }>("vagus").getEnv();
	return {
		...program,
		queue: INGEST_QUEUE,
		deadLetters: async () => {
			const response = await program.worker(READER.name).fetch("http://reader/");
			return ((await response.json()) as string[]).map((letter) => Buffer.from(letter, "base64").toString());
		},
		stop: async () => {
			await program.stop();
			await rm(folder, { recursive: true, force: true });
		},
	};
}

const READER = {
	name: "dead-letter-reader",
	main: join(ROOT, "test/e2e/support/deadLetterWorker.ts"),
	compatibility_date: "2026-07-01",
	compatibility_flags: ["nodejs_compat"],
	queues: { consumers: [{ queue: "vagus-dead-letters", max_batch_timeout: 0 }] },
};

async function configWithQueue(folder: string): Promise<string> {
	const marked = await readFile(join(ROOT, "wrangler.toml"), "utf8");
	const toml = join(folder, "wrangler.toml");
	await writeFile(toml, marked.replaceAll(/^#(?=\S)/gm, ""));
	const { rawConfig } = experimental_readRawConfig({ config: toml });
	const file = join(folder, "wrangler.json");
	await writeFile(file, JSON.stringify({ ...rawConfig, main: join(ROOT, "functions/entries/worker.ts") }));
	return file;
}
