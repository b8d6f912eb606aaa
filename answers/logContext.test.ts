import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lexicalEmbedder } from "../embedding/lexicalEmbedder.ts";
import type { Database } from "../schema/database.ts";
import { testDatabases } from "../test/support/databases.ts";
import { NOW, seedLogs } from "../test/support/seed.ts";
import { logContext, logContextArguments, logContextResult } from "./logContext.ts";
import { parseArguments } from "./parseArguments.ts";

const AT = "2026-03-10T12:00:00Z";
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

/** Some seconds after AT. */
const later = (seconds: number) =>
	new Date(Date.parse(AT) + Math.round(seconds * 1000)).toISOString().replace("Z", "000Z");

describe.each(testDatabases)("log_context over $name", ({ open }) => {
	let db: Database;
	const ask = async (args: object = {}, fits?: number) => {
		const parsed = parseArguments(logContextArguments, { at: AT, ...args });
		const context = { db, embedder: lexicalEmbedder, now: NOW };
		const room = fits === undefined ? undefined : () => fits;
		return logContextResult.strict().parse(await logContext(context, parsed, room));
	};
	const messages = async (args: object = {}, fits?: number) =>
		(await ask(args, fits)).lines.map(({ message }) => message);

	beforeAll(async () => {
		db = await open();
		await seedLogs(db, [
			...Array.from({ length: 21 }, (_, index) => ({
				message: `line ${index - 10}`,
				timestamp: later(index - 10),
				level: "info" as const,
			})),
			{ message: "failed", timestamp: later(0.4), level: "error", requestId: "req-7", traceId: TRACE, hostname: "a-1" },
			{ message: "paid", service: "payments", timestamp: later(-1.5), level: "debug", requestId: "req-7" },
			{ message: "sent", service: "mail", timestamp: later(30), traceId: TRACE, environment: "staging" },
			{ message: "an hour before", timestamp: later(-3600) },
		]);
	});
	afterAll(() => db.close());

	test("shows as many lines before as after, by time", async () => {
		expect(await messages({ service: "shop", limit: 6 })).toEqual([
			"line -3",
			"line -2",
			"line -1",
			"line 0",
			"failed",
			"line 1",
		]);
	});

	test("leads on both ways, with each line once", async () => {
		const first = await ask({ limit: 5 });
		const seen = [first.lines];
		for (let cursor = first.page.earlier; cursor; ) {
			const page = await ask({ limit: 5, cursor });
			seen.unshift(page.lines);
			cursor = page.page.earlier;
			expect(page.page.later).toBeNull();
		}
		for (let cursor = first.page.later; cursor; ) {
			const page = await ask({ limit: 5, cursor });
			seen.push(page.lines);
			cursor = page.page.later;
		}
		const all = seen.flat();
		expect(first.page).toMatchObject({ total: 24, totalIsLeast: false, truncated: true });
		expect(all).toHaveLength(24);
		expect(new Set(all.map(({ logId }) => logId)).size).toBe(24);
		const times = all.map(({ timestamp }) => Date.parse(timestamp));
		expect(times).toEqual(times.toSorted((a, b) => a - b));
	});

	test("leads on from the last line that there was room for", async () => {
		const { lines, page } = await ask({ service: "shop", limit: 10 }, 3);
		expect(lines.map(({ message }) => message)).toEqual(["line -1", "line 0", "failed"]);
		expect(await messages({ service: "shop", limit: 10, cursor: page.later }, 2)).toEqual(["line 1", "line 2"]);
		expect(await messages({ service: "shop", limit: 10, cursor: page.earlier }, 1)).toEqual(["line -2"]);
	});

	test.each([
		[{ host: "a-1" }, ["failed"]],
		[{ requestId: "req-7" }, ["paid", "failed", "sent"]],
		[{ requestId: TRACE, level: "info" }, ["failed", "sent"]],
		[{ requestId: TRACE, service: "mail" }, ["sent"]],
		[{ environment: "staging" }, ["sent"]],
		[{ service: "shop", level: "warn" }, ["failed"]],
		[{ within: "2h", service: "shop", limit: 200, level: "error" }, ["failed"]],
	])("is narrowed by %j", async (args, expected) => {
		expect(await messages(args)).toEqual(expected);
	});

	test("looks no further than it is asked to", async () => {
		expect((await ask({ service: "shop" })).page.total).toBe(22);
		expect((await ask({ service: "shop", within: "2h" })).page.total).toBe(23);
		expect((await ask({ at: "2026-03-10T14:00:00+02:00", service: "shop" })).page.total).toBe(22);
	});

	test("refuses names that nothing has, a moment that is none, and the cursor of another question", async () => {
		await expect(ask({ service: "shpo" })).rejects.toThrow("Did you mean shop?");
		await expect(ask({ host: "a-2" })).rejects.toThrow("No host is named a-2");
		await expect(ask({ requestId: "req-8" })).rejects.toMatchObject({ code: "not_found" });
		await expect(ask({ at: "noon" })).rejects.toThrow("at: give a moment as answers do");
		await expect(ask({ level: "warning" })).rejects.toThrow("Did you mean warn?");
		const { page } = await ask({ limit: 5 });
		await expect(ask({ service: "shop", limit: 5, cursor: page.later })).rejects.toThrow("cursor: it is not from");
		await expect(ask({ cursor: "x" })).rejects.toThrow("cursor: it is not from");
	});
});
