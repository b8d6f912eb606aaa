import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { encodeQueuedBatch, type QueuedBatch } from "../../functions/queue/queuedBatch.ts";
import type { Database } from "../../schema/database.ts";
import { openPg } from "../../schema/drivers/pg.ts";
import { createTestDatabase } from "../support/databases.ts";
import { logsSample } from "../support/otlp/logsSample.ts";
import { SAMPLE_SECOND } from "../support/otlp/otlpSample.ts";
import { servers } from "../support/servers.ts";
import { startTcpProxy, type TcpProxy } from "../support/tcpProxy.ts";
import { KEY } from "./support/program.ts";
import { type QueueProgram, startWorkerWithQueue } from "./support/startWorkerWithQueue.ts";

// A message that could not be written comes again after 5, then after 10 seconds.
vi.setConfig({ testTimeout: 120_000 });
const LATER = { timeout: 90_000, interval: 250 };

describe.each(servers.filter((server) => server.name === "postgres"))("a Worker with a queue, over $name", (server) => {
	let program: QueueProgram;
	let way: TcpProxy;
	let db: ReturnType<typeof openPg>;
	let drop: () => Promise<void>;
	beforeAll(async () => {
		const database = await createTestDatabase(server);
		drop = database.drop;
		const url = new URL(database.url);
		way = await startTcpProxy(url.hostname, Number(url.port || 5432));
		url.host = `127.0.0.1:${way.port}`;
		db = openPg({ connectionString: database.url, max: 1 });
		program = await startWorkerWithQueue(url.toString());
	});
	afterAll(async () => {
		await program?.stop();
		await way?.close();
		await db?.close();
		await drop?.();
	});

	/** Sends a body of OTLP logs; returns the status of the answer. */
	const send = async (json: Uint8Array) => {
		const headers = { authorization: `Bearer ${KEY}`, "content-type": "application/json" };
		const response = await fetch(`${program.url}/v1/logs`, { method: "POST", headers, body: new Uint8Array(json) });
		await response.arrayBuffer();
		return response.status;
	};

	/** Sends each of them at once, and returns the answers that there were. */
	const sendAll = (bodies: Uint8Array[]) => Promise.all(bodies.map(send)).then((statuses) => [...new Set(statuses)]);

	/** What was stored of a service: each message, as often as it is there, and in how many transactions. */
	const stored = async (service: string) => {
		const rows = await db.query<{ message: string; xmin: string }>(STORED, [service]);
		return { messages: rows.map((row) => row.message), transactions: new Set(rows.map((row) => row.xmin)).size };
	};
	const messagesOf = async (service: string) => (await stored(service)).messages;

	test("acknowledges before it writes, and writes many requests at once, each once though it is sent twice", async () => {
		const { names, bodies } = batchesOf("together", 40);
		expect(await sendAll([...bodies, ...bodies])).toEqual([200]);
		await expect.poll(() => messagesOf("together"), LATER).toEqual(names);
		expect((await stored("together")).transactions).toBeLessThan(20);
	});

	test("refuses what is not sound, and never puts it into the queue", async () => {
		expect(await send(Buffer.from('{"resourceLogs": 7}'))).toBe(400);
	});

	test("writes at once what is too large for the queue", async () => {
		const parts = ["a", "b", "c", "d"].map((name) => `${name} ${randomBytes(45_000).toString("base64")}`);
		const { json } = logsSample(
			(logger) => {
				for (const body of parts) logger.emit({ timestamp: TIME, body });
			},
			{ "service.name": "large" },
		);
		expect(await send(json)).toBe(200);
		expect(await messagesOf("large")).toHaveLength(4);
	});

	test("writes a message once that the queue hands over twice, also one whose records have no time", async () => {
		for (const [name, body] of [
			["timed", lineOf("twice", "timed")],
			["untimed", withoutTimes(lineOf("twice", "untimed"))],
		] as const) {
			const message = messageOf(body);
			for (const _time of [1, 2]) await program.queue.send(message, { contentType: "bytes" });
			await expect.poll(() => messagesOf("twice"), LATER).toContain(name);
		}
		// One behind them shows that they have been handed over.
		await program.queue.send(messageOf(lineOf("twice", "very last")), { contentType: "bytes" });
		await expect.poll(() => messagesOf("twice"), LATER).toEqual(["timed", "untimed", "very last"]);
	});

	test("keeps two equal requests without times as two events, at the time of their reception", async () => {
		const body = withoutTimes(lineOf("untimed", "an event"));
		const before = Date.now();
		expect(await sendAll([body, body])).toEqual([200]);
		const after = Date.now();
		await expect.poll(() => messagesOf("untimed"), LATER).toHaveLength(2);
		const times = await db.query<{ timestamp: string }>(
			"SELECT timestamp FROM application_logs WHERE service = 'untimed'",
		);
		for (const { timestamp } of times) {
			expect(Date.parse(timestamp)).toBeGreaterThanOrEqual(before);
			expect(Date.parse(timestamp)).toBeLessThanOrEqual(after);
		}
	});

	test("acknowledges while the database is away, and writes once it is back", async () => {
		const { names, bodies } = batchesOf("patient", 20);
		await way.cut();
		expect(await sendAll(bodies)).toEqual([200]);
		await expect.poll(failuresOf("queue"), LATER).toBeGreaterThan(0);
		await way.restore();
		await expect.poll(() => messagesOf("patient"), LATER).toEqual(names);
		expect(await program.deadLetters()).toEqual([]);
	});

	test("loses and doubles nothing while connections break under what it writes", async () => {
		const { names, bodies } = batchesOf("shaken", 120);
		for (const [round, breakOne] of BREAKS.entries()) {
			expect(await sendAll(bodies.slice(round * 40, (round + 1) * 40))).toEqual([200]);
			await expect.poll(() => db.query(IN_TRANSACTION), { ...LATER, interval: 0 }).not.toEqual([]);
			await breakOne(db, way);
		}
		await expect.poll(async () => new Set(await messagesOf("shaken")).size, LATER).toBe(names.length);
		// Sent again, as a sender does that has not seen the answer; one behind them shows that they have been handed over.
		const behind = batchesOf("behind", 1);
		expect(await sendAll(bodies)).toEqual([200]);
		expect(await sendAll(behind.bodies)).toEqual([200]);
		await expect.poll(() => messagesOf("behind"), LATER).toEqual(behind.names);
		expect(await messagesOf("shaken")).toEqual(names);
	});

	test("makes dead letters of what cannot be written, with the reason, and of nothing beside it", async () => {
		await db.script("ALTER TABLE application_logs ADD CONSTRAINT refused CHECK (message <> 'poison') NOT VALID");
		const { names, bodies } = batchesOf("neighbour", 10);
		await program.queue.send(Buffer.from("none of ours"), { contentType: "bytes" });
		expect(await sendAll([lineOf("poisoned", "poison"), ...bodies])).toEqual([200]);
		await expect.poll(() => messagesOf("neighbour"), LATER).toEqual(names);
		await expect.poll(() => program.deadLetters(), LATER).toHaveLength(2);
		const letters = (await program.deadLetters()).toSorted();
		const reasons = letters.map((letter) => JSON.parse(letter.split("\n")[0] ?? "").deadLetter);
		expect(reasons).toEqual(
			expect.arrayContaining([
				{ reason: expect.stringContaining("SyntaxError"), attempts: 3, at: expect.any(String) },
				{ reason: expect.stringContaining('"refused"'), attempts: 3, at: expect.any(String) },
			]),
		);
		// Put back once it can be written, a dead letter is written as any other message.
		await db.script("ALTER TABLE application_logs DROP CONSTRAINT refused");
		const letter = letters.find((text) => text.includes('"refused')) ?? "";
		await program.queue.send(Buffer.from(letter), { contentType: "bytes" });
		await expect.poll(() => messagesOf("poisoned"), LATER).toEqual(["poison"]);
	});

	const failuresOf = (task: string) => () =>
		program.logs().filter((log) => log.message.includes(`"${task} failed"`)).length;
});

const STORED = "SELECT message, xmin::text FROM application_logs WHERE service = $1 ORDER BY message";

/** The program's connections that are in a transaction. */
const IN_TRANSACTION = `
	SELECT pid FROM pg_stat_activity
	WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL`;

type Break = (db: Database, way: TcpProxy) => Promise<unknown>;

const terminate: Break = (db) => db.query(`SELECT pg_terminate_backend(pid) FROM (${IN_TRANSACTION}) AS busy`);

const cut: Break = async (_db, way) => {
	await way.cut();
	await way.restore();
};

/** Each takes a message back at most once, and each of these makes it wait longer. */
const BREAKS = [terminate, cut, terminate];

const TIME = SAMPLE_SECOND * 1000;

/** A batch of one record. */
function lineOf(service: string, message: string): Buffer {
	const record = { timestamp: TIME, observedTimestamp: TIME, body: message };
	return Buffer.from(logsSample((logger) => logger.emit(record), { "service.name": service }).json);
}

/** Batches of one record each, and their messages in order. */
function batchesOf(service: string, count: number): { names: string[]; bodies: Buffer[] } {
	const names = Array.from({ length: count }, (_, index) => `${String(index).padStart(4, "0")} ${randomUUID()}`);
	return { names, bodies: names.map((name) => lineOf(service, name)) };
}

function withoutTimes(json: Buffer): Buffer {
	const request = JSON.parse(json.toString(), (key, value) => (/timeUnixNano$/i.test(key) ? undefined : value));
	return Buffer.from(JSON.stringify(request));
}

/** What the edge would send for a body. */
function messageOf(body: Uint8Array): Uint8Array {
	const batch: QueuedBatch = {
		format: { signal: "logs", encoding: "json" },
		identity: randomBytes(32),
		receivedAt: new Date(),
		body,
	};
	return encodeQueuedBatch(batch, Number.POSITIVE_INFINITY) ?? new Uint8Array();
}
