import { createHash } from "node:crypto";
import type { Context } from "hono";
import type { TelemetryBatch } from "../core/records/batch.ts";
import { drainPending } from "../embedding/drain.ts";
import { writeTelemetry } from "../schema/write/writeTelemetry.ts";
import type { AppTypes } from "./services.ts";

/** A request's bytes, and how they become rows. */
export interface Ingest<Decoded extends { batch: TelemetryBatch }> {
	/** What the bytes are, for the counters. */
	signal: string;
	/** Inflated. */
	body: Uint8Array;
	/** Whatever besides the bytes decides about the rows: part of the batch's identity. */
	source?: unknown;
	/** Throws an HttpError where the bytes are not what they should be. */
	decode: () => Decoded;
}

/**
 * Turns a request's bytes into rows and commits them, once for the same bytes, then has their texts embedded beside
 * requests.
 */
export async function ingest<Decoded extends { batch: TelemetryBatch }>(
	c: Context<AppTypes>,
	{ signal, body, source, decode }: Ingest<Decoded>,
): Promise<Decoded> {
	const { db, embedder, metrics, defer } = c.env.services;
	const start = performance.now();
	const decoded = decode();
	const { batch } = decoded;
	const before = performance.now();
	metrics.stages.record((before - start) / 1000, { stage: "decode", signal });
	const outcome = await writeTelemetry(db, batch, batch.timed ? identityOf(signal, source, body) : null);
	metrics.stages.record((performance.now() - before) / 1000, { stage: "commit", signal });
	metrics.bytes.add(body.length, { signal });
	if (outcome === "duplicate") metrics.duplicates.add(1, { signal });
	else metrics.rows.add(batch.logs.length + batch.spans.length + batch.points.length, { signal });
	// Whatever the batch holds: an earlier request's work may wait too.
	defer("drain", (stop) => drainPending(db, embedder, { signal: stop }));
	return decoded;
}

function identityOf(signal: string, source: unknown, body: Uint8Array): Uint8Array {
	const what = source === undefined ? signal : JSON.stringify([signal, source]);
	return createHash("sha256").update(`${what}\0`).update(body).digest();
}
