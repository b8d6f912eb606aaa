import { Command } from "commander";
import { pino } from "pino";
import { startAppliance } from "../server/startAppliance.ts";
import { stopOnSignals } from "../server/stopOnSignals.ts";
import { readSettings } from "../settings/settings.ts";

export const start = new Command("start")
	.description("Serve embeddings, and pass chats on to vLLM.")
	.addHelpText(
		"after",
		`
Environment:
  VAGUS_APPLIANCE_KEYS       what requests are signed with: one key or several with commas between them (needed)
  VAGUS_APPLIANCE_MODEL      BAAI/bge-large-en-v1.5
  VAGUS_APPLIANCE_MODEL_DIR  its files; without it they are fetched once
  VAGUS_APPLIANCE_CACHE_DIR  where fetched ones are kept (~/.cache/vagus-appliance)
  VAGUS_APPLIANCE_PROVIDER   cuda, which falls back to the CPU and says so, or cpu (cuda)
  VAGUS_APPLIANCE_DEVICE     which GPU, by CUDA's number (0)
  VAGUS_APPLIANCE_WAITING_TOKENS  most tokens that wait; what comes beyond gets 429 (2000000)
  VLLM_URL, VLLM_API_KEY     where chats are passed on to; without the URL they are refused
  VLLM_CHATS                 most chats at the same time (8)
  HOST, PORT                 127.0.0.1, 8790; a tunnel leads there
  METRICS_PORT               serves /metrics without a signature, for a scraper; no tunnel may lead there
  LOG_LEVEL                  debug, info, warn or error (info)

SIGTERM or Ctrl+C stops it once what it took is computed, within 25 seconds; a second one, at once.

Examples:
  VAGUS_APPLIANCE_KEYS=$(vagus-appliance key) vagus-appliance start
  VAGUS_APPLIANCE_PROVIDER=cpu VAGUS_APPLIANCE_MODEL_DIR=./bge-large vagus-appliance start
  VLLM_URL=http://127.0.0.1:8000 vagus-appliance start`,
	)
	.action(run);

async function run(): Promise<void> {
	const settings = readSettings(process.env);
	const log = pino({ level: settings.LOG_LEVEL });
	const appliance = await startAppliance(settings, log);
	const { url, metricsUrl } = appliance;
	log.info(
		{ url, metricsUrl, keys: settings.VAGUS_APPLIANCE_KEYS.map(({ id }) => id) },
		"Listening; the model is being loaded",
	);
	if (!isLoopback(settings.HOST)) {
		log.warn(
			{ host: settings.HOST },
			"Other machines can reach this one, without encryption; /metrics on METRICS_PORT, too",
		);
	}
	stopOnSignals(async () => {
		log.info("Stopping: what was taken is computed first");
		await appliance.close();
		log.info("Stopped");
	});
	await appliance.ready;
	log.info("Ready");
}

const isLoopback = (host: string) => host === "localhost" || host === "::1" || host.startsWith("127.");
