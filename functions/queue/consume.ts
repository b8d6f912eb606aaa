import { isFaultOfRows } from "../../schema/isFaultOfRows.ts";
import { writeEach } from "../../schema/write/writeEach.ts";
import { countBatch } from "../countBatch.ts";
import { queueLimits } from "../limits.ts";
import { rowsOf } from "../rowsOf.ts";
import { logTaskError } from "../selfTelemetry/logError.ts";
import type { Services } from "../services.ts";
import { deadLetter } from "./deadLetter.ts";
import type { IngestQueue } from "./ingestQueue.ts";
import { type ReceivedBatch, readQueuedBatch } from "./queuedBatch.ts";

/** A message as the platform hands it over. */
export interface Delivery {
	message: Uint8Array;
	/** How often it was handed over, this time included. */
	attempts: number;
}

/** What the queue is told of a message: that it is done with, or to be handed over again. */
export type Verdict = "done" | "again";

export interface ConsumerServices extends Pick<Services, "db" | "metrics" | "now" | "telemetry"> {
	/** Takes what cannot be written, with the reason; left out where the platform's own rules are to do. */
	deadLetters?: IngestQueue;
}

/**
 * Writes what a queue hands over, as few transactions as memory allows, each batch once however often it comes. A message
 * is done when it is committed, now or before, or is a dead letter. One that cannot be written by its own fault takes no
 * other along, and is a dead letter after some tries; while the database is away, none is.
 */
export async function consume(services: ConsumerServices, deliveries: Delivery[]): Promise<Verdict[]> {
	const done = new Set<Delivery>();
	const faults = new Map<Delivery, unknown>();
	try {
		for (const group of groupsOf(opened(deliveries, faults))) {
			await write(services, decoded(group, faults), done, faults);
		}
	} catch (error) {
		// What is not done by now comes again, when the database may be in order.
		logTaskError("queue", error, services.telemetry);
	}
	for (const [delivery, error] of faults) if (await isSetAside(services, delivery, error)) done.add(delivery);
	return deliveries.map((delivery) => (done.has(delivery) ? "done" : "again"));
}

type Opened = ReceivedBatch & { delivery: Delivery };
type Decoded = Opened & { batch: ReturnType<typeof rowsOf> };

function opened(deliveries: Delivery[], faults: Map<Delivery, unknown>): Opened[] {
	return deliveries.flatMap((delivery) =>
		orFault(delivery, faults, () => ({ ...readQueuedBatch(delivery.message), delivery })),
	);
}

/** Bodies are inflated and decoded only when it is their group's turn. */
function decoded(group: Opened[], faults: Map<Delivery, unknown>): Decoded[] {
	return group.flatMap((received) =>
		orFault(received.delivery, faults, () => {
			const batch = rowsOf(received.format, received.readBody(), received.receivedAt);
			return { ...received, batch };
		}),
	);
}

/** Neither reads anything but the message: whatever fails is the message's fault. */
function orFault<Result>(delivery: Delivery, faults: Map<Delivery, unknown>, work: () => Result): Result[] {
	try {
		return [work()];
	} catch (error) {
		faults.set(delivery, error);
		return [];
	}
}

/** In the order in which they came, as many together as may be one transaction. */
function groupsOf(batches: Opened[]): Opened[][] {
	const groups: Opened[][] = [];
	let bytes = Number.POSITIVE_INFINITY;
	for (const batch of batches) {
		bytes += batch.bodyBytes;
		if (bytes > queueLimits.transactionBytes) {
			groups.push([]);
			bytes = batch.bodyBytes;
		}
		groups.at(-1)?.push(batch);
	}
	return groups;
}

/** Throws what is no message's fault, when it has noted what was written. */
async function write(
	{ db, metrics, now }: ConsumerServices,
	batches: Decoded[],
	done: Set<Delivery>,
	faults: Map<Delivery, unknown>,
): Promise<void> {
	const start = performance.now();
	const results = await writeEach(db, batches);
	metrics.stages.record((performance.now() - start) / 1000, { stage: "commit", signal: "queue" });
	const failures: unknown[] = [];
	for (const [index, { delivery, format, batch, receivedAt }] of batches.entries()) {
		const result = results[index];
		if (result?.status === "fulfilled") {
			const { signal } = format;
			metrics.stages.record(Math.max(0, now().getTime() - receivedAt.getTime()) / 1000, { stage: "queue", signal });
			countBatch(metrics, signal, batch, result.value);
			done.add(delivery);
		} else if (isFaultOfRows(result?.reason)) faults.set(delivery, result?.reason);
		else failures.push(result?.reason);
	}
	if (failures.length > 0) throw failures[0];
}

/** Makes a message that was tried often enough a dead letter. */
async function isSetAside(services: ConsumerServices, delivery: Delivery, error: unknown): Promise<boolean> {
	const { deadLetters, now, telemetry } = services;
	const { message, attempts } = delivery;
	logTaskError("queue message", error, telemetry);
	if (!deadLetters || attempts < queueLimits.tries) return false;
	try {
		await deadLetters.send(deadLetter(message, { reason: String(error), attempts, at: now() }));
		return true;
	} catch (failure) {
		logTaskError("dead letter", failure, telemetry);
		return false;
	}
}
