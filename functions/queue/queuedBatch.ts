import { Buffer } from "node:buffer";
import { gunzipSync, gzipSync } from "node:zlib";
import { z } from "zod";
import { type BodyFormat, bodyFormat } from "../rowsOf.ts";
import { messageOfDeadLetter } from "./deadLetter.ts";
import { headedBytes, splitHeader } from "./headedBytes.ts";

/** A request's body on its way to the database, with all that decides what becomes of it. */
export interface QueuedBatch {
	format: BodyFormat;
	/** What tells the batch from all others, however often it is sent and handed over. */
	identity: Uint8Array;
	/** The time of records that have none of their own. */
	receivedAt: Date;
	/** Inflated. */
	body: Uint8Array;
}

/** A message that holds a batch; null where it would be larger than `messageBytes`, compressed too. */
export function encodeQueuedBatch(batch: QueuedBatch, messageBytes: number): Uint8Array | null {
	const plain = messageOf(batch, batch.body, false);
	if (plain.length <= messageBytes) return plain;
	const compressed = messageOf(batch, gzipSync(batch.body), true);
	return compressed.length <= messageBytes ? compressed : null;
}

function messageOf({ format, identity, receivedAt, body }: QueuedBatch, bytes: Uint8Array, gzip: boolean): Uint8Array {
	const header: z.input<typeof batchHeader> = {
		version: 1,
		format,
		identity: Buffer.from(identity).toString("base64"),
		receivedAt: receivedAt.toISOString(),
		bodyBytes: body.length,
		gzip,
	};
	return headedBytes(header, bytes);
}

/** A message's batch, its body still as it was sent. */
export interface ReceivedBatch extends Omit<QueuedBatch, "body"> {
	/** Size of the body, inflated. */
	bodyBytes: number;
	/** Inflates it. Throws where the bytes are not those that were sent. */
	readBody(): Uint8Array;
}

/** Reads a message, be it a dead letter that was put back. Throws where it is none of this program's. */
export function readQueuedBatch(message: Uint8Array): ReceivedBatch {
	const { header, bytes } = splitHeader(messageOfDeadLetter(message));
	const { format, identity, receivedAt, bodyBytes, gzip } = batchHeader.parse(header);
	return {
		format,
		identity: Buffer.from(identity, "base64"),
		receivedAt,
		bodyBytes,
		readBody: () => (gzip ? gunzipSync(bytes, { maxOutputLength: bodyBytes }) : bytes),
	};
}

const batchHeader = z.object({
	version: z.literal(1),
	format: bodyFormat,
	identity: z.base64(),
	receivedAt: z.codec(z.iso.datetime(), z.date(), {
		decode: (text) => new Date(text),
		encode: (date) => date.toISOString(),
	}),
	bodyBytes: z.int().nonnegative(),
	gzip: z.boolean(),
});
