import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../schema/database.ts";
import { callTool } from "../../test/support/callTool.ts";
import { openTestPglite } from "../../test/support/databases.ts";
import { readCsv } from "../../test/support/readCsv.ts";
import { seedLogs } from "../../test/support/seed.ts";
import { estimateTokens } from "../estimateTokens.ts";
import { logContext } from "./logContext.ts";

const AT = "2026-03-10T12:00:00Z";
const MANY = 60;

let db: Database;
const ask = (args: object) => callTool<Lines>(logContext, db, { at: AT, ...args });

interface Lines {
	lines: string;
	total: number;
	truncated: boolean;
	earlier: string | null;
	later: string | null;
}

const later = (ms: number) => new Date(Date.parse(AT) + ms).toISOString().replace("Z", "000Z");

beforeAll(async () => {
	db = await openTestPglite();
	await seedLogs(db, [
		{ message: "Order 17 placed", timestamp: later(-1_200), requestId: "req-7" },
		{ message: "Retrying card 4", timestamp: later(-300), level: "warn", requestId: "req-7" },
		{
			message: "Order 17 could not be paid",
			timestamp: later(350),
			level: "error",
			requestId: "req-7",
			errorType: "CardError",
			errorMessage: "declined",
		},
		{ message: "Cart opened", timestamp: later(900), traceId: "4bf92f3577b34da6a3ce929d0e0e4736" },
		...Array.from({ length: MANY }, (_, index) => ({
			message: `line ${index} ${"💥 {[(<'\"".repeat(60)}`,
			timestamp: later((index - MANY / 2) * 1_000),
			service: "noisy",
		})),
	]);
});
afterAll(() => db.close());

test("shows what led to a line, and suggests to follow its request", async () => {
	const { said } = await ask({ service: "shop" });
	expect(said).toMatchInlineSnapshot(`
		"4 lines in this time, 4 shown. Next: trace_request requestId="req-7".

		at: 2026-03-10T12:00:00.000Z
		total: 4
		truncated: no

		lines (by time; offsetMs: after at):
		offsetMs,level,environment,message,error,requestId,traceId
		-1200,info,production,Order 17 placed,,req-7,
		-300,warn,production,Retrying card 4,,req-7,
		350,error,production,Order 17 could not be paid,CardError: declined,req-7,
		900,info,production,Cart opened,,,4bf92f3577b34da6a3ce929d0e0e4736"
	`);
});

test("says that there is nothing", async () => {
	expect((await ask({ at: "2026-03-09T12:00:00Z", service: "shop" })).text).toBe("No line in this time matches.");
	await expect(ask({ service: "shpo", at: AT })).rejects.toThrow("Did you mean shop?");
});

test.each([1_500, 4_000, 20_000])("stays within %i tokens, and leads to every line once", async (maxTokens) => {
	const seen: string[] = [];
	const waiting: (string | undefined)[] = [undefined];
	for (let page = 0; page < waiting.length; page++) {
		const cursor = waiting[page];
		const { data, said } = await ask({ service: "noisy", limit: 200, maxTokens, ...(cursor && { cursor }) });
		expect(estimateTokens(said)).toBeLessThanOrEqual(maxTokens);
		expect([data.total, data.truncated]).toEqual([MANY, Boolean(data.earlier ?? data.later)]);
		seen.push(...readCsv(data.lines).map((row) => row.message ?? ""));
		waiting.push(...[data.earlier, data.later].filter((next) => next !== null));
	}
	expect([seen.length, new Set(seen).size]).toEqual([MANY, MANY]);
});
