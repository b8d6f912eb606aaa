import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openTestPglite } from "../../test/support/databases.ts";
import { logsSample } from "../../test/support/otlp/logsSample.ts";
import { SAMPLE_SECOND } from "../../test/support/otlp/otlpSample.ts";
import { type TestApp, testApp } from "../../test/support/testApp.ts";
import { selfMetrics } from "../selfTelemetry/selfMetrics.ts";
import { consume } from "./consume.ts";
import type { IngestQueue } from "./ingestQueue.ts";
import { readQueuedBatch } from "./queuedBatch.ts";

const complaints = vi.spyOn(console, "error").mockImplementation(() => {});

let app: TestApp;
let sent: Uint8Array[];

async function serve(send?: IngestQueue["send"]): Promise<void> {
	sent = [];
	const keep = async (message: Uint8Array) => void sent.push(message);
	app = testApp(await openTestPglite(), { queue: { messageBytes: 10_000, send: send ?? keep } });
}
afterEach(async () => {
	await app.settled();
	await app.db.close();
});

const post = (path: string, type: string, body: string | Uint8Array) =>
	app.request(path, { method: "POST", headers: { "content-type": type }, body: new Uint8Array(Buffer.from(body)) });

const line = (message: string, timestamp: number | undefined = SAMPLE_SECOND * 1000) =>
	logsSample((logger) => logger.emit({ timestamp, body: message }));

const written = async () =>
	(await app.db.query<{ message: string }>("SELECT message FROM application_logs ORDER BY message")).map(
		(row) => row.message,
	);

const deliver = () => {
	const services = { db: app.db, metrics: selfMetrics("test"), now: () => new Date() };
	return consume(
		services,
		sent.map((message) => ({ message, attempts: 1 })),
	);
};

describe("with a queue, a request", () => {
	beforeEach(() => serve());

	test("is acknowledged when the queue has it, and written by the consumer", async () => {
		const response = await post("/v1/logs", "application/x-protobuf", line("queued").protobuf);
		expect([response.status, await response.text()]).toEqual([200, ""]);
		const lines = await post(
			"/v1/logs/pino",
			"application/x-ndjson",
			`{"level":30,"time":${SAMPLE_SECOND}000,"msg":"pino"}`,
		);
		expect([lines.status, await lines.json()]).toEqual([200, { accepted: 1, unparsed: 0, repaired: 0 }]);
		expect(await written()).toEqual([]);
		expect(await deliver()).toEqual(["done", "done"]);
		expect(await written()).toEqual(["pino", "queued"]);
	});

	test("that was sent twice is written once, also where one was written without the queue", async () => {
		const { json } = line("retried");
		for (const _time of [1, 2]) await post("/v1/logs", "application/json", json);
		const direct = testApp(app.db);
		await direct.request("/v1/logs", {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: new Uint8Array(json),
		});
		await direct.settled();
		expect(await deliver()).toEqual(["done", "done"]);
		expect(await written()).toEqual(["retried"]);
	});

	test("that is not sound is refused, and does not get into the queue", async () => {
		for (const body of ["{", '{"resourceLogs": 7}']) {
			expect((await post("/v1/logs", "application/json", body)).status).toBe(400);
		}
		expect((await post("/v1/traces", "application/x-protobuf", Uint8Array.of(10, 255, 255))).status).toBe(400);
		expect(sent).toEqual([]);
	});

	test("is told what of it was refused", async () => {
		const body = { resourceSpans: [{ scopeSpans: [{ spans: [{ name: "no ids" }] }] }] };
		const response = await post("/v1/traces", "application/json", JSON.stringify(body));
		expect(await response.json()).toMatchObject({ partialSuccess: { rejectedSpans: "1" } });
		expect(sent).toHaveLength(1);
	});

	test("that is too large for the queue is written at once", async () => {
		const large = randomBytes(20_000).toString("hex");
		expect((await post("/v1/logs", "application/json", line(large).json)).status).toBe(200);
		expect(sent).toEqual([]);
		expect(await written()).toEqual([large]);
	});

	test("that only fits compressed is compressed", async () => {
		const long = "long ".repeat(10_000);
		await post("/v1/logs", "application/json", line(long).json);
		expect(sent.map((message) => message.length < 10_000)).toEqual([true]);
		expect(await deliver()).toEqual(["done"]);
		expect(await written()).toEqual([long]);
	});
});

test("a queue that does not take a request has it written at once, and this is logged", async () => {
	await serve(() => Promise.reject(new Error("Too Many Requests")));
	expect((await post("/v1/logs", "application/json", line("direct").json)).status).toBe(200);
	expect(await written()).toEqual(["direct"]);
	expect(complaints.mock.lastCall?.[0]).toContain("Too Many Requests");
});

test("a request without times that a queue took although it said not is written once", async () => {
	await serve(async (message) => {
		sent.push(message);
		throw new Error("The answer was lost.");
	});
	const untimed = JSON.stringify({
		resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: "untimed" } }] }] }],
	});
	await post("/v1/logs", "application/json", untimed);
	await post("/v1/logs", "application/json", untimed);
	expect(sent.map((message) => readQueuedBatch(message).identity.length)).toEqual([32, 32]);
	expect(await deliver()).toEqual(["done", "done"]);
	expect(await written()).toEqual(["untimed", "untimed"]);
});
