import { createHash, randomBytes } from "node:crypto";
import type { Context } from "hono";
import type { TelemetryBatch } from "../core/records/batch.ts";
import { catchUp } from "../embedding/catchUp.ts";
import { writeTelemetry } from "../schema/write/writeTelemetry.ts";
import { countBatch } from "./countBatch.ts";
import { enqueue } from "./queue/enqueue.ts";
import type { BodyFormat } from "./rowsOf.ts";
import type { AppTypes } from "./services.ts";

/** A request's bytes, and how they become rows. */
export interface Ingest<Decoded extends { batch: TelemetryBatch }> {
	/** What the bytes are, for the counters. */
	signal: string;
	/** Inflated. */
	body: Uint8Array;
	/** Whatever besides the bytes decides about the rows: part of the batch's identity. */
	source?: unknown;
	/** How the bytes are read where a queue has them written later; left out where the answer needs the rows' outcome. */
	format?: BodyFormat;
	/** Throws an HttpError where the bytes are not what they should be. */
	decode: (receivedAt: Date) => Decoded;
}

/**
 * Turns a request's bytes into rows and commits them, once for the same bytes, then has their texts embedded beside
 * requests. Where a queue is bound and takes the bytes, its consumer does all of that but the check that they are sound.
 */
export async function ingest<Decoded extends { batch: TelemetryBatch }>(
	c: Context<AppTypes>,
	{ signal, body, source, format, decode }: Ingest<Decoded>,
): Promise<Decoded> {
	const { db, embedder, metrics, now, queue, defer } = c.env.services;
	const receivedAt = now();
	const start = performance.now();
	const decoded = decode(receivedAt);
	const { batch } = decoded;
	metrics.stages.record((performance.now() - start) / 1000, { stage: "decode", signal });
	let identity = batch.timed ? identityOf(signal, source, body) : null;
	if (queue && format) {
		// Two that are equal are two events, but the queue may hand over one of them twice, or have it though it said not.
		identity ??= randomBytes(IDENTITY_BYTES);
		if (await enqueue(c, queue, { format, identity, receivedAt, body })) return decoded;
	}
	const before = performance.now();
	const outcome = await writeTelemetry(db, batch, identity);
	metrics.stages.record((performance.now() - before) / 1000, { stage: "commit", signal });
	metrics.bytes.add(body.length, { signal });
	countBatch(metrics, signal, batch, outcome);
	// Whatever the batch holds: an earlier request's work may wait too.
	defer("drain", (stop) => catchUp(db, embedder, { signal: stop }));
	return decoded;
}

function identityOf(signal: string, source: unknown, body: Uint8Array): Uint8Array {
	const what = source === undefined ? signal : JSON.stringify([signal, source]);
	return createHash("sha256").update(`${what}\0`).update(body).digest();
}

/** Of a SHA-256. */
const IDENTITY_BYTES = 32;
