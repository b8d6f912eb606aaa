import type { Embedder } from "../../embedding/embedder.ts";
import type { Database } from "../../schema/database.ts";
import { openNeon } from "../../schema/drivers/neon.ts";
import { openPgClient } from "../../schema/drivers/pgClient.ts";
import { app } from "../app.ts";
import { chooseEmbedder } from "../chooseEmbedder.ts";
import { deferCatchUp } from "../deferCatchUp.ts";
import { readEnvironment } from "../environment.ts";
import { cloudflareDelivery, type QueueMessage } from "../queue/cloudflareDelivery.ts";
import { cloudflareQueue, type QueueBinding } from "../queue/cloudflareQueue.ts";
import { consume } from "../queue/consume.ts";
import { secondsUntilRetry } from "../queue/secondsUntilRetry.ts";
import { runMaintenance, SCHEDULED_BUDGET_MS } from "../runMaintenance.ts";
import { logTaskError } from "../selfTelemetry/logError.ts";
import { type SelfMetrics, selfMetrics } from "../selfTelemetry/selfMetrics.ts";
import { type SelfTelemetry, selfTelemetry } from "../selfTelemetry/selfTelemetry.ts";
import type { Services } from "../services.ts";
import { deferredWork } from "./deferredWork.ts";
import { lazyDatabase } from "./lazyDatabase.ts";
import { servicesOf } from "./servicesOf.ts";

/** Bindings of `wrangler.toml` and secrets. */
interface Env extends Record<string, unknown> {
	HYPERDRIVE?: { connectionString: string };
	/** Where it is bound, telemetry is written from it, later. */
	INGEST_QUEUE?: QueueBinding;
	/** Takes what cannot be written, with the reason. */
	DEAD_LETTERS?: QueueBinding;
}

interface ExecutionContext {
	waitUntil(work: Promise<unknown>): void;
}

/** Cloudflare Workers: a connection belongs to the request that opened it. */
export default {
	async fetch(request: Request, env: Env, context: ExecutionContext): Promise<Response> {
		return withServices(env, context, async (services) => app.fetch(request, { services }, context as never));
	},

	async queue(batch: { messages: readonly QueueMessage[] }, env: Env, context: ExecutionContext): Promise<void> {
		const deadLetters = env.DEAD_LETTERS && cloudflareQueue(env.DEAD_LETTERS);
		await withServices(env, context, async (services) => {
			const { db, telemetry, now, defer } = services;
			const verdicts = await consume({ ...services, deadLetters }, batch.messages.map(cloudflareDelivery));
			for (const [index, message] of batch.messages.entries()) {
				if (verdicts[index] === "done") message.ack();
				else message.retry({ delaySeconds: secondsUntilRetry(message.attempts) });
			}
			deferCatchUp(services);
			if (telemetry) defer("self-telemetry", () => telemetry.flush(db, now()));
		});
	},

	async scheduled(_event: unknown, env: Env): Promise<void> {
		const settings = readEnvironment(env);
		const db = databaseOf(env, settings.DATABASE_URL);
		const options = { budgetMs: SCHEDULED_BUDGET_MS, maxBytes: settings.VAGUS_MAX_DATABASE_SIZE };
		await runMaintenance(db, chooseEmbedder(settings), new Date(), options).finally(db.close);
	},
};

/** Does what an event asks for, and after it what that deferred. */
async function withServices<Result>(
	env: Env,
	context: ExecutionContext,
	work: (services: Services) => Promise<Result>,
): Promise<Result> {
	const settings = readEnvironment(env);
	const db = databaseOf(env, settings.DATABASE_URL);
	embedder ??= chooseEmbedder(settings, { passageBudget: PASSAGE_MS });
	telemetry ??= selfTelemetry(settings);
	metrics ??= selfMetrics();
	const deferred = deferredWork((name, error) => logTaskError(name, error, telemetry));
	const queue = env.INGEST_QUEUE && cloudflareQueue(env.INGEST_QUEUE);
	try {
		return await work({ ...servicesOf(settings), embedder, queue, metrics, db, telemetry, defer: deferred.defer });
	} finally {
		context.waitUntil(deferred.run(DEFERRED_MS).finally(db.close));
	}
}

/** Of all requests that this isolate serves. */
let embedder: Embedder | undefined;
let telemetry: SelfTelemetry | undefined;
let metrics: SelfMetrics | undefined;

/** A Worker has 30 seconds after its response; a step that was begun in time is to end in time. */
const DEFERRED_MS = 15_000;

/** Of that, for a batch of texts that was begun last; a schedule's run has more time. */
const PASSAGE_MS = 12_000;

function databaseOf(env: Env, direct: string | undefined): Database {
	return lazyDatabase(async () => {
		if (env.HYPERDRIVE) return openPgClient({ connectionString: env.HYPERDRIVE.connectionString });
		if (direct) return openNeon({ connectionString: direct, max: 1 });
		throw new Error("Neither a HYPERDRIVE binding nor DATABASE_URL is set.");
	});
}
