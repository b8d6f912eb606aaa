import { writeTogether } from "../../schema/write/writeTogether.ts";
import { countBatch } from "../countBatch.ts";
import { queueLimits } from "../limits.ts";
import { rowsOf } from "../rowsOf.ts";
import { logTaskError } from "../selfTelemetry/logError.ts";
import type { Services } from "../services.ts";
import { deadLetter } from "./deadLetter.ts";
import type { IngestQueue } from "./ingestQueue.ts";
import { isFaultOfRows } from "./isFaultOfRows.ts";
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

/** Throws what is no message's fault. */
async function write(
	services: ConsumerServices,
	batches: Decoded[],
	done: Set<Delivery>,
	faults: Map<Delivery, unknown>,
): Promise<void> {
	const [only] = batches;
	if (!only) return;
	try {
		await commit(services, batches);
		for (const { delivery } of batches) done.add(delivery);
	} catch (error) {
		if (!isFaultOfRows(error)) throw error;
		if (batches.length === 1) faults.set(only.delivery, error);
		// One of them keeps the others from being written: each for itself.
		else for (const batch of batches) await write(services, [batch], done, faults);
	}
}

async function commit({ db, metrics, now }: ConsumerServices, batches: Decoded[]): Promise<void> {
	const start = performance.now();
	const outcomes = await writeTogether(db, batches);
	metrics.stages.record((performance.now() - start) / 1000, { stage: "commit", signal: "queue" });
	for (const [index, { format, batch, receivedAt }] of batches.entries()) {
		const { signal } = format;
		metrics.stages.record(Math.max(0, now().getTime() - receivedAt.getTime()) / 1000, { stage: "queued", signal });
		countBatch(metrics, signal, batch, outcomes[index] ?? "written");
	}
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
