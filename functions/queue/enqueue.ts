import type { Context } from "hono";
import { logError } from "../selfTelemetry/logError.ts";
import type { AppTypes } from "../services.ts";
import type { IngestQueue } from "./ingestQueue.ts";
import { encodeQueuedBatch, type QueuedBatch } from "./queuedBatch.ts";

/**
 * Has a request's batch written later. False where the request has to write it itself: it is too large for the queue, or
 * the queue does not take it.
 */
export async function enqueue(c: Context<AppTypes>, queue: IngestQueue, batch: QueuedBatch): Promise<boolean> {
	const { metrics } = c.env.services;
	const { signal } = batch.format;
	const message = encodeQueuedBatch(batch, queue.messageBytes);
	if (!message) return false;
	const start = performance.now();
	try {
		await queue.send(message);
	} catch (error) {
		logError(error, c);
		return false;
	}
	metrics.stages.record((performance.now() - start) / 1000, { stage: "enqueue", signal });
	metrics.bytes.add(batch.body.length, { signal });
	return true;
}
