import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../schema/database.ts";
import { openPg } from "../../schema/drivers/pg.ts";
import { servers } from "../../test/support/servers.ts";
import { inTime } from "./readSignals.ts";

describe.each(servers)("on $name", (server) => {
	let db: Database;
	beforeAll(() => {
		db = openPg({ connectionString: server.url, max: 1 });
	});
	afterAll(() => db.close());

	test("what takes longer than a statement may is left out, and said", async () => {
		const notes: string[] = [];
		const slow = () => db.withDeadline(50).query("SELECT pg_sleep(30)");
		expect(await inTime("Metrics", notes, slow)).toBeNull();
		expect(notes).toEqual(["Metrics were left out: to read them took too long. Ask about a shorter time."]);
	});

	test("any other error is thrown", async () => {
		const wrong = () => db.query("SELECT 1 / 0");
		await expect(inTime("Metrics", [], wrong)).rejects.toThrow("division by zero");
	});
});
