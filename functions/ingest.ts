import { createHash, randomBytes } from "node:crypto";
import type { Context } from "hono";
import type { TelemetryBatch } from "../core/records/batch.ts";
import type { Database } from "../schema/database.ts";
import { writeTelemetry } from "../schema/write/writeTelemetry.ts";
import { countBatch } from "./countBatch.ts";
import { deferCatchUp } from "./deferCatchUp.ts";
import type { Commit } from "./groupCommit.ts";
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
	const { db, metrics, now, queue, commit = committedAlone(db) } = c.env.services;
	const receivedAt = now();
	const arrived = performance.now();
	let decodedAt = arrived;
	const read = () => {
		const start = performance.now();
		const decoded = decode(receivedAt);
		decodedAt = performance.now();
		metrics.stages.record((start - arrived) / 1000, { stage: "queue", signal });
		metrics.stages.record((decodedAt - start) / 1000, { stage: "decode", signal });
		return { ...decoded, identity: decoded.batch.timed ? identityOf(signal, source, body) : null };
	};
	const queued = queue && format && read();
	if (queued) {
		// Two that are equal are two events, but the queue may hand over one of them twice, or have it though it said not.
		queued.identity ??= randomBytes(IDENTITY_BYTES);
		if (await enqueue(c, queue, { format, identity: queued.identity, receivedAt, body })) return queued;
	}
	const { item, outcome } = await commit(body.length, () => queued ?? read());
	metrics.stages.record((performance.now() - decodedAt) / 1000, { stage: "commit", signal });
	metrics.bytes.add(body.length, { signal });
	countBatch(metrics, signal, item.batch, outcome);
	deferCatchUp(c.env.services);
	return item;
}

/** For runtimes where each request has a connection of its own. */
function committedAlone(db: Database): Commit {
	return async (_bytes, read) => {
		const item = read();
		return { item, outcome: await writeTelemetry(db, item.batch, item.identity) };
	};
}

function identityOf(signal: string, source: unknown, body: Uint8Array): Uint8Array {
	const what = source === undefined ? signal : JSON.stringify([signal, source]);
	return createHash("sha256").update(`${what}\0`).update(body).digest();
}

/** Of a SHA-256. */
const IDENTITY_BYTES = 32;
