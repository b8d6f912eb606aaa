import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Connection, Database } from "../schema/database.ts";
import { DatabaseUnavailable } from "../schema/unavailable.ts";
import type { IdentifiedBatch } from "../schema/write/writeTogether.ts";
import { testDatabases } from "../test/support/databases.ts";
import { batchOf, logRow } from "../test/support/telemetry.ts";
import { type CommitLimits, groupCommit } from "./groupCommit.ts";

const LIMITS: CommitLimits = { writers: 1, rows: 1_000, bytes: 1_000, waitMs: 60_000 };

/** A request whose rows are these lines, and its identity their text. */
const lines = (...messages: string[]): IdentifiedBatch => ({
	batch: batchOf({ logs: messages.map((message) => logRow({ message })) }),
	identity: createHash("sha256").update(messages.join()).digest(),
});

describe.each(testDatabases)("groupCommit over $name", ({ open }) => {
	let db: Database;
	beforeAll(async () => {
		db = await open();
	});
	beforeEach(() => db.script("TRUNCATE application_logs, ingest_batches, template_activity"));
	afterAll(() => db.close());

	const stored = async () =>
		(await db.query<{ message: string }>("SELECT message FROM application_logs ORDER BY message")).map(
			(row) => row.message,
		);

	test("each of many requests at once is stored once, and is when it is answered", async () => {
		const names = fc.array(fc.constantFrom("a", "b", "c", "d", "e", "f"), { minLength: 1, maxLength: 20 });
		await fc.assert(
			fc.asyncProperty(names, fc.integer({ min: 1, max: 3 }), async (requests, writers) => {
				await db.script("TRUNCATE application_logs, ingest_batches");
				const commit = groupCommit(db, { ...LIMITS, writers, rows: 4 });
				const outcomes = await Promise.all(
					requests.map(async (name) => {
						const { outcome } = await commit(1, () => lines(`${name}1`, `${name}2`));
						expect((await stored()).filter((message) => message.startsWith(name))).toEqual([`${name}1`, `${name}2`]);
						return outcome;
					}),
				);
				const distinct = [...new Set(requests)].toSorted();
				expect(outcomes.filter((outcome) => outcome === "written")).toHaveLength(distinct.length);
				expect(await stored()).toEqual(distinct.flatMap((name) => [`${name}1`, `${name}2`]));
			}),
			{ numRuns: 15 },
		);
	});

	test("rows that cannot be stored refuse their own request alone", async () => {
		const broken = { ...lines("broken"), batch: batchOf({ logs: [logRow({ message: "\0" })] }) };
		const commit = groupCommit(db, LIMITS);
		const requests = [lines("a"), lines("b"), broken, lines("c"), lines("d")];
		const results = await Promise.allSettled(requests.map((item) => commit(1, () => item)));
		expect(results.map(({ status }) => status)).toEqual([
			"fulfilled",
			"fulfilled",
			"rejected",
			"fulfilled",
			"fulfilled",
		]);
		expect(results[2]).toMatchObject({ reason: { code: "22021" } });
		expect(await stored()).toEqual(["a", "b", "c", "d"]);
	});

	test("two equal requests without an identity are two events", async () => {
		const commit = groupCommit(db, LIMITS);
		const item = { ...lines("tick"), identity: null };
		const results = await Promise.all([item, item, item].map((request) => commit(1, () => request)));
		expect(results.map(({ outcome }) => outcome)).toEqual(["written", "written", "written"]);
		expect(await stored()).toEqual(["tick", "tick", "tick"]);
	});
});

describe("groupCommit", () => {
	/** A database whose transactions end when they are told to; it remembers the lines of each. */
	function heldDatabase() {
		const transactions: { messages: number; end: (failure?: Error) => void }[] = [];
		const transaction = async <Result>(work: (connection: Connection) => Promise<Result>): Promise<Result> => {
			const held = Promise.withResolvers<void>();
			const entry = {
				messages: 0,
				end: (failure?: Error) => (failure ? held.reject(failure) : held.resolve()),
			};
			transactions.push(entry);
			const result = await work({
				script: async () => {},
				query: async <Row>(text: string, values: unknown[] = []) => {
					if (text.includes("INSERT INTO application_logs")) entry.messages = (values[0] as Buffer).readInt32BE(12);
					const hashes = text.includes("INSERT INTO ingest_batches") ? (values[0] as string[]) : [];
					return hashes.map((hash) => ({ hash })) as Row[];
				},
			});
			await held.promise;
			return result;
		};
		return { transaction, transactions, sizes: () => transactions.map(({ messages }) => messages) };
	}

	/** Resolves when everything that can go on has gone on. */
	const untilIdle = async () => {
		for (let turn = 0; turn < 50; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
	};

	test("one that comes alone is written at once, and answered when its transaction has ended", async () => {
		const db = heldDatabase();
		let answered = false;
		const done = groupCommit(db, LIMITS)(1, () => lines("a")).then(() => {
			answered = true;
		});
		await untilIdle();
		expect([db.sizes(), answered]).toEqual([[1], false]);
		db.transactions[0]?.end();
		await done;
		expect(answered).toBe(true);
	});

	test("those that come while one is written are one transaction, and as many as there are writers are under way", async () => {
		const db = heldDatabase();
		const commit = groupCommit(db, { ...LIMITS, writers: 2 });
		const all = Promise.all(Array.from({ length: 20 }, (_, index) => commit(1, () => lines(`line ${index}`))));
		await untilIdle();
		expect(db.transactions).toHaveLength(2);
		for (const { end } of db.transactions) end();
		await untilIdle();
		for (const { end } of db.transactions) end();
		await all;
		expect(db.transactions.length).toBeLessThanOrEqual(4);
		expect(db.sizes().reduce((sum, size) => sum + size)).toBe(20);
	});

	test.each([
		["rows", { rows: 3 }, [1, 4, 1]],
		["bytes", { bytes: 35 }, [1, 3, 2]],
	] as const)("a transaction's %s are bounded", async (_what, given, sizes) => {
		const db = heldDatabase();
		const commit = groupCommit(db, { ...LIMITS, ...given });
		const requests = [["1"], ["2", "3"], ["4", "5"], ["6"]];
		const all =
			"rows" in given
				? Promise.all(requests.map((messages) => commit(10, () => lines(...messages))))
				: Promise.all(["1", "2", "3", "4", "5", "6"].map((message) => commit(10, () => lines(message))));
		for (let round = 0; round < 3; round += 1) {
			await untilIdle();
			db.transactions.at(-1)?.end();
		}
		await all;
		expect(db.sizes()).toEqual(sizes);
	});

	test("a request that is larger than a transaction may be is written alone", async () => {
		const db = heldDatabase();
		const commit = groupCommit(db, LIMITS);
		const all = Promise.all([1, 100_000, 1].map((bytes) => commit(bytes, () => lines(String(bytes)))));
		for (let round = 0; round < 3; round += 1) {
			await untilIdle();
			db.transactions.at(-1)?.end();
		}
		await all;
		expect(db.sizes()).toEqual([1, 1, 1]);
	});

	test("a body that cannot be read refuses its own request alone", async () => {
		const db = heldDatabase();
		const commit = groupCommit(db, LIMITS);
		const unreadable = () => {
			throw new Error("not protobuf");
		};
		const all = Promise.allSettled([commit(1, () => lines("a")), commit(1, unreadable), commit(1, () => lines("b"))]);
		for (let round = 0; round < 2; round += 1) {
			await untilIdle();
			db.transactions.at(-1)?.end();
		}
		expect((await all).map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
	});

	test("while the database is away, who waits is refused without being read, and the next one asks it again", async () => {
		const db = heldDatabase();
		const commit = groupCommit(db, LIMITS);
		let read = 0;
		const send = () =>
			commit(1, () => {
				read += 1;
				return lines("a");
			});
		const all = Promise.allSettled([send(), send(), send()]);
		await untilIdle();
		db.transactions[0]?.end(new DatabaseUnavailable(new Error("gone")));
		const results = await all;
		expect(results.map((result) => result.status === "rejected" && result.reason)).toEqual(
			Array(3).fill(expect.any(DatabaseUnavailable)),
		);
		expect(read).toBe(1);
		const next = send();
		await untilIdle();
		db.transactions[1]?.end();
		expect((await next).outcome).toBe("written");
	});

	test("a database that refuses one transaction refuses no other", async () => {
		const db = heldDatabase();
		const commit = groupCommit(db, LIMITS);
		const all = Promise.allSettled(["a", "b", "c"].map((name) => commit(1, () => lines(name))));
		await untilIdle();
		db.transactions[0]?.end(Object.assign(new Error("canceled"), { code: "57014" }));
		await untilIdle();
		db.transactions[1]?.end();
		expect((await all).map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
	});

	test("who waits for its turn too long is refused without being read", async () => {
		const db = heldDatabase();
		const commit = groupCommit(db, { ...LIMITS, waitMs: 1 });
		const first = commit(1, () => lines("a"));
		const second = commit(1, () => {
			throw new Error("It was read.");
		});
		await expect(second).rejects.toBeInstanceOf(DatabaseUnavailable);
		db.transactions[0]?.end();
		expect((await first).outcome).toBe("written");
	});
});
