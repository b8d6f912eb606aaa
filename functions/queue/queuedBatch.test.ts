import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { queueLimits } from "../limits.ts";
import { deadLetter } from "./deadLetter.ts";
import { headedBytes } from "./headedBytes.ts";
import { encodeQueuedBatch, type QueuedBatch, readQueuedBatch } from "./queuedBatch.ts";

const batchOf = (body: Uint8Array): QueuedBatch => ({
	format: { signal: "logs", encoding: "protobuf" },
	identity: randomBytes(32),
	receivedAt: new Date("2026-01-02T03:04:05.678Z"),
	body,
});

const encoded = (batch: QueuedBatch, limit = 1_000) => encodeQueuedBatch(batch, limit) ?? new Uint8Array();

/** A message's batch with its body, as the one that was sent. */
function received(message: Uint8Array): QueuedBatch {
	const { readBody, bodyBytes: _size, ...batch } = readQueuedBatch(message);
	return { ...batch, body: new Uint8Array(readBody()) };
}

test.each([
	["that is small", new Uint8Array(randomBytes(100))],
	["with line ends", Uint8Array.of(10, 0, 10, 255)],
	["that is empty", new Uint8Array()],
	["that only fits compressed", new Uint8Array(100_000).fill(7)],
])("a body %s comes out as it went in, with all that was said about it", (_name, body) => {
	const batch = batchOf(body);
	expect(received(encoded(batch))).toEqual(batch);
	expect(readQueuedBatch(encoded(batch)).bodyBytes).toBe(body.length);
});

test("a body that does not fit, compressed neither, makes no message", () => {
	const batch = batchOf(randomBytes(1_000));
	expect(encodeQueuedBatch(batch, 1_000)).toBeNull();
	expect(encodeQueuedBatch(batch, 2_000)).not.toBeNull();
});

test("a dead letter says why, and is the message again when it is put back", () => {
	const batch = batchOf(new Uint8Array(randomBytes(50)));
	const at = new Date("2026-01-02T04:00:00Z");
	const first = deadLetter(encoded(batch), { reason: "no", attempts: 3, at });
	const second = deadLetter(first, { reason: "still no", attempts: 4, at });
	const [line = ""] = Buffer.from(second).toString().split("\n");
	expect(JSON.parse(line)).toEqual({
		deadLetter: { reason: "still no", attempts: 4, at: "2026-01-02T04:00:00.000Z" },
	});
	expect(received(second)).toEqual(batch);
});

test.each([
	["Cloudflare", queueLimits.cloudflareMessageBytes, (bytes: number) => bytes, 128_000 - 300],
	["SQS", queueLimits.sqsMessageBytes, (bytes: number) => Math.ceil(bytes / 3) * 4, 256 * 1024],
])("the largest message is within what %s takes, as a dead letter too", (_name, limit, carried, taken) => {
	const overhead = encoded(batchOf(new Uint8Array()), limit).length + 8;
	const message = encoded(batchOf(randomBytes(limit - overhead)), limit);
	expect(message.length).toBeGreaterThan(limit - 16);
	const reason = "\u0001".repeat(10_000);
	const letter = deadLetter(message, { reason, attempts: 100, at: new Date() });
	expect(carried(letter.length)).toBeLessThanOrEqual(taken);
});

test.each([
	["nothing", new Uint8Array()],
	["text", Buffer.from("hello")],
	["a line of JSON that is no header", Buffer.from('{"hello": "world"}\n')],
	["a header of a later version", headedBytes({ version: 2 }, new Uint8Array())],
])("%s is refused", (_name, message) => {
	expect(() => readQueuedBatch(message)).toThrow();
});

test("a compressed body that grows larger than it was is refused", () => {
	const message = encoded(batchOf(new Uint8Array(100_000)));
	const lying = Buffer.from(Buffer.from(message).toString("latin1").replace("100000", "000999"), "latin1");
	expect(() => readQueuedBatch(lying).readBody()).toThrow();
});
