import type { Database } from "../../schema/database.ts";
import { openNeon } from "../../schema/drivers/neon.ts";
import { openPgClient } from "../../schema/drivers/pgClient.ts";
import { app } from "../app.ts";
import { chooseEmbedder } from "../chooseEmbedder.ts";
import { readEnvironment } from "../environment.ts";
import { runMaintenance } from "../runMaintenance.ts";
import { logTaskError } from "../selfTelemetry/logError.ts";
import { type SelfMetrics, selfMetrics } from "../selfTelemetry/selfMetrics.ts";
import { type SelfTelemetry, selfTelemetry } from "../selfTelemetry/selfTelemetry.ts";
import { deferredWork } from "./deferredWork.ts";
import { lazyDatabase } from "./lazyDatabase.ts";
import { servicesOf } from "./servicesOf.ts";

/** Bindings of `wrangler.toml` and secrets. */
interface Env extends Record<string, unknown> {
	HYPERDRIVE?: { connectionString: string };
}

interface ExecutionContext {
	waitUntil(work: Promise<unknown>): void;
}

/** Cloudflare Workers: a connection belongs to the request that opened it. */
export default {
	async fetch(request: Request, env: Env, context: ExecutionContext): Promise<Response> {
		const settings = readEnvironment(env);
		const db = databaseOf(env, settings.DATABASE_URL);
		telemetry ??= selfTelemetry(settings);
		metrics ??= selfMetrics();
		const deferred = deferredWork((name, error) => logTaskError(name, error, telemetry));
		const services = { ...servicesOf(settings), metrics, db, telemetry, defer: deferred.defer };
		try {
			return await app.fetch(request, { services }, context as never);
		} finally {
			context.waitUntil(deferred.run(DEFERRED_MS).finally(db.close));
		}
	},

	async scheduled(_event: unknown, env: Env): Promise<void> {
		const settings = readEnvironment(env);
		const db = databaseOf(env, settings.DATABASE_URL);
		await runMaintenance(db, chooseEmbedder(settings), new Date()).finally(db.close);
	},
};

/** Of all requests that this isolate serves. */
let telemetry: SelfTelemetry | undefined;
let metrics: SelfMetrics | undefined;

/** A Worker has 30 seconds after its response; a step that was begun in time is to end in time. */
const DEFERRED_MS = 15_000;

function databaseOf(env: Env, direct: string | undefined): Database {
	return lazyDatabase(async () => {
		if (env.HYPERDRIVE) return openPgClient({ connectionString: env.HYPERDRIVE.connectionString });
		if (direct) return openNeon({ connectionString: direct, max: 1 });
		throw new Error("Neither a HYPERDRIVE binding nor DATABASE_URL is set.");
	});
}
