import { afterAll, beforeAll, expect, test } from "vitest";
import { contentId } from "../../core/contentId.ts";
import type { Database } from "../../schema/database.ts";
import { writeTelemetry } from "../../schema/write/writeTelemetry.ts";
import { callTool } from "../../test/support/callTool.ts";
import { openTestPglite } from "../../test/support/databases.ts";
import { readCsv } from "../../test/support/readCsv.ts";
import { ago, seedLogs, seedSpans } from "../../test/support/seed.ts";
import { batchOf, pointRow, seriesRow } from "../../test/support/telemetry.ts";
import { estimateTokens } from "../estimateTokens.ts";
import { serviceHealth } from "./serviceHealth.ts";

let db: Database;
const ask = (args: object) => callTool<Health>(serviceHealth, db, args);

interface Health {
	health: string;
	reasons: string[];
	figures?: string;
	errors?: string;
	operations?: string;
	metrics?: string;
	notes?: string[];
	truncated: boolean;
}

beforeAll(async () => {
	db = await openTestPglite();
	await seedSpans(db, [
		...Array.from({ length: 20 }, (_, index) => ({
			traceId: index.toString(16).padStart(32, "c"),
			spanId: index.toString(16).padStart(16, "c"),
			operationName: "GET /cart",
			timestamp: ago(5),
			durationNs: `${(index + 1) * 10_000_000}`,
			...(index < 8 && { status: "error" as const, statusMessage: "cart is gone" }),
		})),
		...Array.from({ length: 20 }, (_, index) => ({
			traceId: index.toString(16).padStart(32, "d"),
			spanId: index.toString(16).padStart(16, "d"),
			operationName: "GET /cart",
			timestamp: ago(65),
			durationNs: "10000000",
		})),
	]);
	await seedLogs(db, [
		{ message: "Cart 17 is gone", level: "error", timestamp: ago(5) },
		{ message: "Cart 18 is gone", level: "error", timestamp: ago(4) },
		{ message: "Cart opened", level: "info", timestamp: ago(3) },
		...Array.from({ length: 60 }, (_, index) => ({
			message: `Broken ${"x".repeat(index + 1)} ${"💥 {[(<'\"".repeat(60)}`,
			level: "error" as const,
			service: "noisy",
		})),
	]);
	const series = seriesRow();
	await writeTelemetry(
		db,
		batchOf({
			series: [series],
			points: [pointRow({ seriesId: contentId("queue.length"), timestamp: ago(5), value: 3.25 })],
		}),
		null,
	);
});
afterAll(() => db.close());

test("tells how it is, why, beside the range before, and what to ask next", async () => {
	const { data, text } = await ask({ service: "shop" });
	expect(data).toMatchInlineSnapshot(`
		{
		  "environments": [
		    "production",
		  ],
		  "errors": "count,lastSeen,firstSeen,new,kind,template,trend
		8,2026-03-10T12:25:00Z,2026-03-10T12:25:00Z,yes,span,GET <path>: cart is gone,0 8
		2,2026-03-10T12:26:00Z,2026-03-10T12:25:00Z,yes,log,Cart <num> is gone,0 2",
		  "figures": "range,from,requests,perSecond,failed,errorRate,p50Ms,p95Ms,p99Ms,logs,errorLogs
		now,2026-03-10T11:30:00Z,20,0.005556,8,0.4,100,190,200,3,2
		before,2026-03-10T10:30:00Z,20,0.005556,0,0,10,10,10,0,0",
		  "from": "2026-03-10T11:30:00Z",
		  "health": "failing",
		  "lastSeen": "2026-03-10T12:27:00Z",
		  "metrics": "metric,type,unit,series,count,avg,min,max,last
		queue.length,gauge,1,1,1,3.25,3.25,3.25,3.25",
		  "operations": "operation,requests,perSecond,failed,errorRate,p50Ms,p95Ms,p99Ms
		GET /cart,20,0.005556,8,0.4,100,190,200",
		  "reasons": [
		    "40 % of requests failed (8 of 20), 0 % before.",
		    "The p95 latency rose from 10 ms to 190 ms.",
		    "An error never seen before came 8 times: "GET <path>: cart is gone".",
		    "20 requests, 40 % failed, p95 190 ms.",
		  ],
		  "service": "shop",
		  "to": "2026-03-10T12:30:00Z",
		  "trendHours": 1,
		  "truncated": false,
		}
	`);
	expect(text).toMatchInlineSnapshot(
		`"shop is failing. 40 % of requests failed (8 of 20), 0 % before. Next: search_errors query="GET <path>: cart is gone" service="shop"."`,
	);
});

test("says which service was meant", async () => {
	await expect(ask({ service: "shopp" })).rejects.toThrow("Did you mean shop?");
	await expect(ask({ service: "shop", timeRange: "an hour" })).rejects.toThrow("timeRange: give a number and a unit");
});

test.each([1_500, 4_000, 20_000])("stays within %i tokens, and says what it leaves out", async (maxTokens) => {
	const { data, said } = await ask({ service: "noisy", maxTokens });
	expect(estimateTokens(said)).toBeLessThanOrEqual(maxTokens);
	expect(data.truncated).toBe(data.notes?.some((note) => note.startsWith("errors:")) ?? false);
	expect(readCsv(data.errors ?? "").length).toBeGreaterThan(0);
});
