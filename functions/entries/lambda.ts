import { Hono } from "hono";
import type { LambdaContext, LambdaEvent } from "hono/aws-lambda";
import { handle } from "hono/aws-lambda";
import { drainPending } from "../../embedding/drain.ts";
import type { Database } from "../../schema/database.ts";
import { openPg } from "../../schema/drivers/pg.ts";
import { app } from "../app.ts";
import { chooseEmbedder } from "../chooseEmbedder.ts";
import { readEnvironment } from "../environment.ts";
import { requestLimits } from "../limits.ts";
import { runMaintenance } from "../runMaintenance.ts";
import { collectSelfTelemetry } from "../selfTelemetry/buffer.ts";
import type { Services } from "../services.ts";
import { VERSION } from "../version.ts";

const settings = readEnvironment(process.env);
if (!settings.OTEL_SDK_DISABLED) collectSelfTelemetry(VERSION);

/** An instance serves one request at a time and is frozen between them: what is deferred waits for the next one. */
const deferred = new Map<string, () => Promise<unknown>>();
let db: Database | undefined;

const server = new Hono().all("*", async (c) => {
	await runDeferred();
	return app.fetch(c.req.raw, { services: services() });
});

/** API Gateway (payload 2.0) and function URLs. */
export const handler: (event: LambdaEvent, context?: LambdaContext) => Promise<unknown> = handle(server);

/** EventBridge's schedule. */
export async function scheduled(): Promise<unknown> {
	await runDeferred();
	const { db, embedder, now } = services();
	return runMaintenance(db, embedder, now());
}

function services(): Services {
	if (!settings.DATABASE_URL) throw new Error("DATABASE_URL is not set.");
	db ??= openPg({ connectionString: settings.DATABASE_URL, max: 2 });
	return {
		db,
		embedder: chooseEmbedder(settings),
		apiKey: settings.VAGUS_API_KEY,
		limits: requestLimits,
		now: () => new Date(),
		defer: (name, work) => deferred.set(name, work),
	};
}

/** Bounded, so that a backlog does not hold up the request that finds it. */
const DEFERRED_MS = 500;

async function runDeferred(): Promise<void> {
	const waiting = [...deferred.entries()];
	deferred.clear();
	const until = Date.now() + DEFERRED_MS;
	for (const [name, work] of waiting) {
		const task = name === "drain" ? drainPending(services().db, services().embedder, { until }) : work();
		await task.catch((error: Error) => console.error(`vagus: ${name}: ${error.message}`));
	}
}
