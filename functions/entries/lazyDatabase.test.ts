import { expect, test, vi } from "vitest";
import { openTestPglite } from "../../test/support/databases.ts";
import { lazyDatabase } from "./lazyDatabase.ts";

test("opens at the first use, once, however many ask at the same time", async () => {
	const open = vi.fn(openTestPglite);
	const db = lazyDatabase(open);
	expect(open).not.toHaveBeenCalled();
	const answers = await Promise.all([
		db.query("SELECT 1 AS one"),
		db.transaction((tx) => tx.query("SELECT 2 AS two")),
		db.script("SELECT 3"),
	]);
	expect(answers).toEqual([[{ one: 1 }], [{ two: 2 }], undefined]);
	expect(open).toHaveBeenCalledOnce();
	await db.close();
	await expect(db.query("SELECT 1")).rejects.toThrow(/closed/i);
});

test("closes without having been opened, and where opening or closing fails", async () => {
	await lazyDatabase(openTestPglite).close();
	const away = lazyDatabase(() => Promise.reject(new Error("away")));
	await expect(away.query("SELECT 1")).rejects.toThrow("away");
	await away.close();
	const closed = await openTestPglite();
	await closed.close();
	const broken = lazyDatabase(async () => closed);
	await expect(broken.query("SELECT 1")).rejects.toThrow();
	await broken.close();
});
