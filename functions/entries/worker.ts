import type { Database } from "../../schema/database.ts";
import { openNeon } from "../../schema/drivers/neon.ts";
import { openPgClient } from "../../schema/drivers/pgClient.ts";
import { app } from "../app.ts";
import { chooseEmbedder } from "../chooseEmbedder.ts";
import { readEnvironment } from "../environment.ts";
import { requestLimits } from "../limits.ts";
import { runMaintenance } from "../runMaintenance.ts";
import { collectSelfTelemetry } from "../selfTelemetry/buffer.ts";
import type { Services } from "../services.ts";
import { VERSION } from "../version.ts";
import { lazyDatabase } from "./lazyDatabase.ts";

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
		const deferred: (() => Promise<unknown>)[] = [];
		const services = servicesOf(env, deferred);
		const response = await app.fetch(request, { services }, context as never);
		context.waitUntil(finish(services.db, deferred));
		return response;
	},

	async scheduled(_event: unknown, env: Env, context: ExecutionContext): Promise<void> {
		const services = servicesOf(env, []);
		const work = runMaintenance(services.db, services.embedder, new Date());
		context.waitUntil(work.finally(() => services.db.close()));
	},
};

function servicesOf(env: Env, deferred: (() => Promise<unknown>)[]): Services {
	const settings = readEnvironment(env);
	if (!settings.OTEL_SDK_DISABLED) collectSelfTelemetry(VERSION);
	return {
		db: lazyDatabase(() => connect(env.HYPERDRIVE?.connectionString, settings.DATABASE_URL)),
		embedder: chooseEmbedder(settings),
		apiKey: settings.VAGUS_API_KEY,
		limits: requestLimits,
		now: () => new Date(),
		defer: (_name, work) => deferred.push(work),
	};
}

async function connect(hyperdrive: string | undefined, direct: string | undefined): Promise<Database> {
	if (hyperdrive) return openPgClient({ connectionString: hyperdrive });
	if (direct) return openNeon({ connectionString: direct, max: 1 });
	throw new Error("Neither a HYPERDRIVE binding nor DATABASE_URL is set.");
}

async function finish(db: Database, deferred: (() => Promise<unknown>)[]): Promise<void> {
	for (const work of deferred) {
		await work().catch((error: Error) => console.error(`vagus: ${error.message}`));
	}
	await db.close();
}
