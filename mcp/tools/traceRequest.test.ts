import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../schema/database.ts";
import { callTool } from "../../test/support/callTool.ts";
import { openTestPglite } from "../../test/support/databases.ts";
import { readCsv } from "../../test/support/readCsv.ts";
import { seedLogs, seedSpans } from "../../test/support/seed.ts";
import { estimateTokens } from "../estimateTokens.ts";
import { traceRequest } from "./traceRequest.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const LONG = "0af7651916cd43dd8448eb211c80319c";
const MANY = 150;

let db: Database;
const ask = (args: object) => callTool<Trace>(traceRequest, db, args);

interface Trace {
	type: string;
	verdict: string;
	failure?: string;
	services?: string;
	errors?: string;
	entries: string;
	total: number;
	truncated: boolean;
	cursor: string | null;
}

const at = (ms: number) => new Date(Date.parse("2026-03-10T12:00:00Z") + ms).toISOString().replace("Z", "000Z");

beforeAll(async () => {
	db = await openTestPglite();
	await seedSpans(db, [
		{
			traceId: TRACE,
			spanId: "a000000000000001",
			operationName: "POST /orders",
			requestId: "req-7",
			status: "error",
			statusMessage: "500",
			timestamp: at(0),
			durationNs: "120000000",
		},
		{
			traceId: TRACE,
			spanId: "a000000000000002",
			parentSpanId: "a000000000000001",
			service: "payments",
			operationName: "INSERT payments",
			kind: "client",
			status: "error",
			statusMessage: "deadlock detected",
			timestamp: at(10),
			durationNs: "100000000",
		},
		...Array.from({ length: MANY }, (_, index) => ({
			traceId: LONG,
			spanId: index.toString(16).padStart(16, "b"),
			parentSpanId: index === 0 ? null : `${"b".repeat(15)}0`,
			service: `service-${index} ${"x".repeat(200)}`,
			operationName: `step ${index} ${"💥 {[(<'\"".repeat(40)}`,
			timestamp: at(index),
			durationNs: "1234567",
			...(index === MANY - 1 && { status: "error" as const, statusMessage: "接続, ".repeat(100) }),
		})),
	]);
	await seedLogs(db, [
		{
			message: "Order 17 could not be paid",
			level: "error",
			traceId: TRACE,
			spanId: "a000000000000001",
			requestId: "req-7",
			timestamp: at(119),
		},
	]);
});
afterAll(() => db.close());

test("tells where it failed, as a tree over all services, and what to ask next", async () => {
	const { data, text } = await ask({ requestId: "req-7" });
	expect(data).toMatchInlineSnapshot(`
		{
		  "critical": {
		    "ms": 100,
		    "service": "payments",
		    "share": 0.833,
		  },
		  "cursor": null,
		  "durationMs": 120,
		  "entries": "depth,type,offsetMs,durationMs,selfMs,service,name,kind,status,message,critical
		0,span,0,120,20,shop,POST /orders,server,error,500,yes
		1,span,10,100,100,payments,INSERT payments,client,error,deadlock detected,yes
		1,log,119,,,shop,,,error,Order 17 could not be paid,",
		  "failure": "service,name,message
		payments,INSERT payments,deadlock detected",
		  "id": "req-7",
		  "requestIds": [
		    "req-7",
		  ],
		  "services": "service,spans,failedSpans,logs,errorLogs,selfMs
		payments,1,1,0,0,100
		shop,1,1,1,1,20",
		  "start": "2026-03-10T12:00:00Z",
		  "total": 3,
		  "totalIsLeast": false,
		  "traceIds": [
		    "4bf92f3577b34da6a3ce929d0e0e4736",
		  ],
		  "truncated": false,
		  "type": "request",
		  "verdict": "Failed in payments at "INSERT payments": "deadlock detected" (2 spans failed, this is the deepest). One error was logged: "Order 17 could not be paid" from shop. It took 120 ms, 83 % of what was waited for in payments.",
		}
	`);
	expect(text).toMatchInlineSnapshot(
		`"Failed in payments at "INSERT payments": "deadlock detected" (2 spans failed, this is the deepest). One error was logged: "Order 17 could not be paid" from shop. It took 120 ms, 83 % of what was waited for in payments. Next: search_errors query="deadlock detected" service="payments"."`,
	);
});

test("takes a trace id as well", async () => {
	const { data } = await ask({ requestId: TRACE });
	expect(data).toMatchObject({ type: "trace", total: 3 });
});

test("shows errors that are not among the entries shown, each once", async () => {
	const { data } = await ask({ requestId: LONG, limit: 5 });
	expect(readCsv(data.entries)).toHaveLength(5);
	expect(readCsv(data.errors ?? "")).toMatchObject([{ status: "error" }]);
	const all = await ask({ requestId: TRACE });
	expect(all.data.errors).toBeUndefined();
});

test("teaches what would be right", async () => {
	await expect(ask({ requestId: "req-8" })).rejects.toMatchObject({ code: "not_found" });
	await expect(ask({ traceId: TRACE })).rejects.toThrow("The argument requestId is missing.");
});

test.each([1_500, 4_000, 20_000])("stays within %i tokens, and its pages have every entry once", async (maxTokens) => {
	const seen: string[] = [];
	let cursor: string | null = null;
	do {
		const { data, said } = await ask({ requestId: LONG, limit: 200, maxTokens, ...(cursor && { cursor }) });
		expect(estimateTokens(said)).toBeLessThanOrEqual(maxTokens);
		expect(data.total).toBe(MANY);
		expect(data.truncated).toBe(data.cursor !== null);
		seen.push(...readCsv(data.entries).map((row) => row.name ?? ""));
		cursor = data.cursor;
	} while (cursor);
	expect(seen).toHaveLength(MANY);
	expect(new Set(seen).size).toBe(MANY);
});
