import { setTimeout } from "node:timers/promises";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { Hono } from "hono";
import type { LambdaContext, LambdaEvent } from "hono/aws-lambda";
import { handle } from "hono/aws-lambda";
import { openPgClient } from "../../schema/drivers/pgClient.ts";
import { app } from "../app.ts";
import { deferCatchUp } from "../deferCatchUp.ts";
import { EnvironmentError, readEnvironment } from "../environment.ts";
import { consume } from "../queue/consume.ts";
import { sqsDelivery } from "../queue/sqsDelivery.ts";
import { runMaintenance, SCHEDULED_BUDGET_MS } from "../runMaintenance.ts";
import { logTaskError } from "../selfTelemetry/logError.ts";
import { selfMetrics } from "../selfTelemetry/selfMetrics.ts";
import { selfTelemetry } from "../selfTelemetry/selfTelemetry.ts";
import { deferredWork } from "./deferredWork.ts";
import { keptDatabase } from "./keptDatabase.ts";
import { servicesOf } from "./servicesOf.ts";
import { sqsQueueOf } from "./sqsQueueOf.ts";

const settings = readEnvironment(process.env);
const { DATABASE_URL: connectionString } = settings;
if (!connectionString)
	throw new EnvironmentError("DATABASE_URL must be set, like postgres://user:password@host:5432/database");

// An instance serves one request at a time: one connection is enough, and a thousand instances have a thousand.
const db = keptDatabase(() => openPgClient({ connectionString }));
const telemetry = selfTelemetry(settings);
const deferred = deferredWork((name, error) => logTaskError(name, error, telemetry));
const services = {
	...servicesOf(settings),
	queue: sqsQueueOf(settings.VAGUS_INGEST_QUEUE_URL, settings),
	deadLetters: sqsQueueOf(settings.VAGUS_DEAD_LETTERS_URL, settings),
	metrics: selfMetrics(),
	db,
	telemetry,
	defer: deferred.defer,
};

const gateway = handle(new Hono().all("*", (c) => app.fetch(c.req.raw, { services })));

/**
 * API Gateway (payload 2.0) and function URLs. The instance is frozen as soon as it has answered: what a request defers
 * is done beside the next one, and what no next one does is left to the schedule.
 */
export async function handler(event: LambdaEvent, context?: LambdaContext): Promise<unknown> {
	db.afterFreeze();
	const beside = Promise.race([deferred.run(DEFERRED_MS), setTimeout(DEFERRED_MS)]);
	const response = await gateway(event, context);
	await beside;
	await db.settled();
	return response;
}

/** Neither a backlog nor a model that does not answer is to hold up the request that finds it for longer. */
const DEFERRED_MS = 500;

/** SQS' messages; those that are to come again do so when the queue's visibility timeout is over. */
export async function queue(event: SQSEvent): Promise<SQSBatchResponse> {
	db.afterFreeze();
	const verdicts = await consume(services, event.Records.map(sqsDelivery));
	deferCatchUp(services);
	if (telemetry) deferred.defer("self-telemetry", () => telemetry.flush(db, services.now()));
	await Promise.race([deferred.run(QUEUE_DEFERRED_MS), setTimeout(QUEUE_DEFERRED_MS)]);
	await db.settled();
	const again = event.Records.filter((_record, index) => verdicts[index] === "again");
	return { batchItemFailures: again.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

/** Nobody waits for it, but the next messages do. */
const QUEUE_DEFERRED_MS = 2_000;

/** EventBridge's schedule. */
export async function scheduled(): Promise<unknown> {
	db.afterFreeze();
	const { embedder, maxBytes, now } = services;
	return runMaintenance(db, embedder, now(), { budgetMs: SCHEDULED_BUDGET_MS, maxBytes });
}
