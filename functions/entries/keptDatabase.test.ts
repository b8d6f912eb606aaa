import { afterEach, expect, test, vi } from "vitest";
import type { Database } from "../../schema/database.ts";
import { openTestPglite } from "../../test/support/databases.ts";
import { keptDatabase } from "./keptDatabase.ts";

const opened: Database[] = [];
const open = vi.fn(async () => {
	const database = await openTestPglite();
	opened.push(database);
	return database;
});
afterEach(async () => {
	for (const database of opened.splice(0)) await database.close().catch(() => {});
	open.mockClear();
});

test("keeps a connection over a freeze, as long as it answers", async () => {
	const db = keptDatabase(open);
	await db.query("SELECT 1");
	db.afterFreeze();
	expect(await db.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
	expect(open).toHaveBeenCalledOnce();
});

test("opens another, once, where it does not answer any more", async () => {
	const db = keptDatabase(open);
	await db.query("SELECT 1");
	await opened[0]?.close();
	db.afterFreeze();
	const both = await Promise.all([db.query("SELECT 1 AS one"), db.query("SELECT 2 AS two")]);
	expect(both).toEqual([[{ one: 1 }], [{ two: 2 }]]);
	expect(open).toHaveBeenCalledTimes(2);
});

test("tries again after the next freeze where none could be opened", async () => {
	open.mockRejectedValueOnce(new Error("away"));
	const db = keptDatabase(open);
	for (const _query of [1, 2]) await expect(db.query("SELECT 1")).rejects.toThrow("away");
	expect(open).toHaveBeenCalledOnce();
	db.afterFreeze();
	expect(await db.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
});

test("is settled when neither a statement nor a transaction runs", async () => {
	const db = keptDatabase(open);
	await db.settled();
	const ended: string[] = [];
	const held = Promise.withResolvers<void>();
	const transaction = db.transaction(async (tx) => {
		await tx.query("SELECT 1");
		await held.promise;
		ended.push("transaction");
	});
	const failing = db.query("SELECT nothing").catch(() => ended.push("statement"));
	const settled = db.settled().then(() => ended.push("settled"));
	held.resolve();
	await Promise.all([transaction, failing, settled]);
	expect(ended).toEqual(["transaction", "statement", "settled"]);
});

test("is not settled while work of another deadline runs, which goes to the connection that is kept now", async () => {
	const db = keptDatabase(open);
	const patient = db.withDeadline(60_000);
	const ended: string[] = [];
	const held = Promise.withResolvers<void>();
	const transaction = patient.transaction(async (tx) => {
		await tx.query("SELECT 1");
		await held.promise;
		ended.push("transaction");
	});
	const settled = db.settled().then(() => ended.push("settled"));
	held.resolve();
	await Promise.all([transaction, settled]);
	expect(ended).toEqual(["transaction", "settled"]);
	await opened[0]?.close();
	db.afterFreeze();
	expect(await patient.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
	expect(open).toHaveBeenCalledTimes(2);
});
