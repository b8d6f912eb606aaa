import { createHash, randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Database } from "../../schema/database.ts";
import { openPg } from "../../schema/drivers/pg.ts";
import { DatabaseUnavailable } from "../../schema/unavailable.ts";
import { openTestPglite, testDatabases } from "../../test/support/databases.ts";
import { logsSample } from "../../test/support/otlp/logsSample.ts";
import { queueLimits } from "../limits.ts";
import { selfMetrics } from "../selfTelemetry/selfMetrics.ts";
import { type ConsumerServices, consume, type Delivery } from "./consume.ts";
import type { IngestQueue } from "./ingestQueue.ts";
import { encodeQueuedBatch, type QueuedBatch } from "./queuedBatch.ts";
import { secondsUntilRetry } from "./secondsUntilRetry.ts";

vi.spyOn(console, "error").mockImplementation(() => {});

const RECEIVED = new Date("2026-01-02T03:04:05.678Z");
const TIME = RECEIVED.getTime() - 1_000;

let db: Database;
let dead: string[];
let services: ConsumerServices;

function serve(database: Database): void {
	db = database;
	dead = [];
	const deadLetters: IngestQueue = {
		messageBytes: Number.POSITIVE_INFINITY,
		send: async (message) => void dead.push(Buffer.from(message).toString("latin1")),
	};
	services = { db, deadLetters, metrics: selfMetrics("test"), now: () => new Date() };
}

function delivery(given: Partial<QueuedBatch> & { attempts?: number }): Delivery {
	const { attempts = 1, body = new Uint8Array(), ...rest } = given;
	const format = { signal: "logs", encoding: "json" } as const;
	const identity = createHash("sha256").update(body).digest();
	const batch = { format, identity, receivedAt: RECEIVED, body, ...rest };
	return { message: encodeQueuedBatch(batch, Number.POSITIVE_INFINITY) ?? new Uint8Array(), attempts };
}

const bodyOf = (message: string) =>
	logsSample((logger) => logger.emit({ timestamp: TIME, observedTimestamp: TIME, body: message })).json;

/** One line, with its own time. */
const line = (message: string, attempts = 1) => delivery({ body: bodyOf(message), attempts });

/** One that no version of this program can read. */
const broken = (attempts: number) => delivery({ body: Buffer.from("{"), attempts });

const messages = async () =>
	(await db.query<{ message: string }>("SELECT message FROM application_logs ORDER BY message")).map(
		(row) => row.message,
	);

/** Has PostgreSQL refuse one line, as it would refuse a value that is out of a column's range. */
const refuse = (message: string) =>
	db.script(`ALTER TABLE application_logs ADD CONSTRAINT refused CHECK (message <> '${message}')`);

describe.each(testDatabases)("a queue's messages over $name", ({ open }) => {
	beforeEach(async () => serve(await open()));
	afterEach(() => db.close());

	test("are written once, together, and not again when they are handed over again", async () => {
		const deliveries = ["a", "b", "a", "c"].map((text) => line(text));
		expect(await consume(services, deliveries)).toEqual(["done", "done", "done", "done"]);
		expect(await consume(services, [line("d"), ...deliveries])).toEqual(Array(5).fill("done"));
		expect(await messages()).toEqual(["a", "b", "c", "d"]);
		const transactions = await db.query("SELECT DISTINCT xmin::text FROM application_logs");
		expect(transactions).toHaveLength(2);
	});

	test("whose commit was not heard of come again, and are known", async () => {
		const unheard: Database = {
			...db,
			transaction: async (work) => {
				await db.transaction(work);
				throw new DatabaseUnavailable(new Error("Connection terminated"));
			},
		};
		expect(await consume({ ...services, db: unheard }, [line("a"), line("b")])).toEqual(["again", "again"]);
		expect(await consume(services, [line("b"), line("a"), line("c")])).toEqual(["done", "done", "done"]);
		expect(await messages()).toEqual(["a", "b", "c"]);
	});

	test("that cannot be written take no neighbour along", async () => {
		await refuse("poison");
		const deliveries = [line("a"), line("poison"), broken(1), line("b")];
		expect(await consume(services, deliveries)).toEqual(["done", "again", "again", "done"]);
		expect(await messages()).toEqual(["a", "b"]);
		expect(dead).toEqual([]);
	});
});

describe("a queue's messages", () => {
	beforeEach(async () => serve(await openTestPglite()));
	afterEach(() => db.close());

	test("that cannot be written are dead letters with the reason, after some tries", async () => {
		await refuse("poison");
		const { tries } = queueLimits;
		expect(await consume(services, [line("poison", tries - 1), broken(tries - 1)])).toEqual(["again", "again"]);
		expect(await consume(services, [line("poison", tries), line("a"), broken(tries)])).toEqual(Array(3).fill("done"));
		expect(dead).toHaveLength(2);
		const reasons = dead.map((letter) => JSON.parse(letter.split("\n")[0] ?? "").deadLetter);
		expect(reasons).toEqual([
			{ reason: expect.stringContaining("OtlpDecodeError"), attempts: tries, at: expect.any(String) },
			{ reason: expect.stringContaining('"refused"'), attempts: tries, at: expect.any(String) },
		]);
		expect(await messages()).toEqual(["a"]);
	});

	test("that were dead letters are written once what was wrong with them is right", async () => {
		await refuse("poison");
		await consume(services, [line("poison", queueLimits.tries)]);
		await db.script("ALTER TABLE application_logs DROP CONSTRAINT refused");
		const [letter = ""] = dead;
		expect(await consume(services, [{ message: Buffer.from(letter, "latin1"), attempts: 1 }])).toEqual(["done"]);
		expect(await messages()).toEqual(["poison"]);
	});

	test("that are none of this program's are dead letters too", async () => {
		expect(await consume(services, [{ message: Buffer.from("hello"), attempts: 1 }])).toEqual(["again"]);
		expect(await consume(services, [{ message: Buffer.from("hello"), attempts: 3 }])).toEqual(["done"]);
		expect(dead[0]?.endsWith("\nhello")).toBe(true);
	});

	test("stay in the queue where nothing takes dead letters, or what takes them is away", async () => {
		expect(await consume({ ...services, deadLetters: undefined }, [broken(9)])).toEqual(["again"]);
		const send = () => Promise.reject(new Error("no queue"));
		const away = { ...services, deadLetters: { messageBytes: 1, send } };
		expect(await consume(away, [broken(9), line("a")])).toEqual(["again", "done"]);
	});

	test("without times of their own have the time of reception, and two equal ones are two events", async () => {
		const { json } = logsSample((logger) => logger.emit({ body: "untimed" }));
		const untimed = Buffer.from(json)
			.toString()
			.replaceAll(/"(?:observedT|t)imeUnixNano":"?\d+"?,/g, "");
		const sent = [1, 2].map(() => delivery({ body: Buffer.from(untimed), identity: randomBytes(32) }));
		const [first] = sent;
		for (const deliveries of [sent, first ? [first] : []]) {
			expect(new Set(await consume(services, deliveries))).toEqual(new Set(["done"]));
		}
		const rows = await db.query("SELECT timestamp FROM application_logs");
		expect(rows).toEqual(Array(2).fill({ timestamp: RECEIVED.toISOString() }));
	});

	test("of every signal are read as their format says", async () => {
		const pino = { signal: "pino", defaults: { service: "shop", environment: null } } as const;
		const body = Buffer.from(`{"level":30,"time":${TIME},"msg":"from pino"}\n`);
		await consume(services, [
			delivery({ format: pino, body }),
			delivery({ format: { signal: "traces", encoding: "protobuf" } }),
			delivery({ format: { signal: "metrics", encoding: "protobuf" }, identity: randomBytes(32) }),
		]);
		expect(await db.query("SELECT service, message FROM application_logs")).toEqual([
			{ service: "shop", message: "from pino" },
		]);
	});

	test("that are large together are several transactions", async () => {
		const pad = " ".repeat(queueLimits.transactionBytes / 2 - 1_000);
		const padded = ["a", "b", "c"].map((text) => delivery({ body: Buffer.concat([bodyOf(text), Buffer.from(pad)]) }));
		expect(await consume(services, padded)).toEqual(["done", "done", "done"]);
		expect(await db.query("SELECT DISTINCT xmin::text FROM application_logs")).toHaveLength(2);
	});

	test("are counted as what they are, with the time that they waited", async () => {
		await consume(services, [line("a"), line("a")]);
		const text = await services.metrics.prometheusText();
		expect(text).toMatch(/vagus_ingest_rows_total\{signal="logs",.*\} 1\n/);
		expect(text).toMatch(/vagus_ingest_duplicates_total\{signal="logs",.*\} 1\n/);
		expect(text).toMatch(/duration_count\{stage="queue",signal="logs",.*\} 2\n/);
	});
});

describe("while the database", () => {
	test("is away, messages come again, however often they came before", async () => {
		serve(openPg({ connectionString: "postgres://nobody@127.0.0.1:1/none" }));
		expect(await consume(services, [line("a", 99), line("b")])).toEqual(["again", "again"]);
		expect(dead).toEqual([]);
		await db.close();
	});

	test("is not migrated, messages come again", async () => {
		serve(await openTestPglite());
		await db.script("DROP TABLE application_logs CASCADE");
		expect(await consume(services, [line("a", 99), line("b")])).toEqual(["again", "again"]);
		expect(dead).toEqual([]);
		await db.close();
	});
});

test("a message waits longer each time, but never so long that it is forgotten", () => {
	expect([1, 2, 3, 4].map(secondsUntilRetry)).toEqual([5, 10, 20, 40]);
	expect(secondsUntilRetry(100)).toBe(1_800);
	// A hundred tries are what Cloudflare allows at most: two days, of the four that it keeps a message.
	const all = Array.from({ length: 100 }, (_, index) => secondsUntilRetry(index + 1)).reduce((sum, each) => sum + each);
	expect(all).toBeGreaterThan(1.9 * 86_400);
	expect(all).toBeLessThan(4 * 86_400);
});
