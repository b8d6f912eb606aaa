import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lexicalEmbedder } from "../embedding/lexicalEmbedder.ts";
import type { Database } from "../schema/database.ts";
import { testDatabases } from "../test/support/databases.ts";
import { NOW, seedLogs, seedRun, seedSpans } from "../test/support/seed.ts";
import { parseArguments } from "./parseArguments.ts";
import { MOST_READ } from "./traceRequest/readTrace.ts";
import { traceRequest, traceRequestArguments, traceRequestResult } from "./traceRequest.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SECOND = "5bf92f3577b34da6a3ce929d0e0e4736";
const LARGE = "6bf92f3577b34da6a3ce929d0e0e4736";
const ODD = "7bf92f3577b34da6a3ce929d0e0e4736";
const COMMIT = "9fceb02d0ae598e95dc970b74767f19372d61af8";

/** Some milliseconds after 12:00:00. */
const at = (ms: number) => `2026-03-10T12:00:${(ms / 1000).toFixed(6).padStart(9, "0")}Z`;
const ms = (duration: number) => String(duration * 1_000_000);

describe.each(testDatabases)("trace_request over $name", ({ open }) => {
	let db: Database;
	const ask = async (requestId: string, more: object = {}) => {
		const args = parseArguments(traceRequestArguments, { requestId, ...more });
		return traceRequestResult.strict().parse(await traceRequest({ db, embedder: lexicalEmbedder, now: NOW }, args));
	};
	const drawn = async (id: string) =>
		(await ask(id, { limit: 200 })).entries.map(
			({ depth, service, name, message, type, orphan }) =>
				`${"  ".repeat(depth)}${service} ${type === "span" ? name : message}${orphan ? " orphan" : ""}`,
		);

	beforeAll(async () => {
		db = await open();
		const span = { traceId: TRACE, kind: "internal" } as const;
		// The innermost first: exporters send spans as they end.
		await seedSpans(db, [
			{
				...span,
				spanId: "d".repeat(16),
				parentSpanId: "c".repeat(16),
				service: "payments",
				operationName: "INSERT payment",
				timestamp: at(120),
				durationNs: ms(700),
				status: "error",
				statusMessage: "failed",
				attributes: JSON.stringify({ "db.system": "postgresql", "db.query.text": "x".repeat(2000) }),
				events: JSON.stringify([
					{ name: "exception", time: null, attributes: { "exception.type": "Retry", "exception.message": "first" } },
					{
						name: "exception",
						time: null,
						attributes: {
							"exception.type": "DatabaseError",
							"exception.message": "deadlock detected",
							"exception.stacktrace": "at insert (db.ts:7)",
						},
					},
				]),
			},
			{
				...span,
				spanId: "c".repeat(16),
				parentSpanId: "b".repeat(16),
				service: "payments",
				operationName: "POST /charge",
				kind: "server",
				timestamp: at(100),
				durationNs: ms(800),
				status: "error",
				statusMessage: "500",
			},
			{
				...span,
				spanId: "b".repeat(16),
				parentSpanId: "a".repeat(16),
				operationName: "charge",
				kind: "client",
				timestamp: at(50),
				durationNs: ms(900),
			},
			{
				...span,
				spanId: "a".repeat(16),
				operationName: "POST /orders",
				kind: "server",
				timestamp: at(0),
				durationNs: ms(1000),
				requestId: "req-1",
				status: "error",
				statusMessage: "502",
			},
			{
				...span,
				traceId: SECOND,
				spanId: "e".repeat(16),
				operationName: "mail",
				service: "mailer",
				timestamp: at(2000),
				durationNs: ms(5),
				requestId: "req-1",
			},
		]);
		await seedLogs(db, [
			{ message: "Order received", traceId: TRACE, spanId: "a".repeat(16), timestamp: at(10) },
			{
				message: "Charge failed",
				level: "error",
				traceId: TRACE,
				spanId: "a".repeat(16),
				timestamp: at(960),
				loggerName: "orders",
			},
			{
				message: "Deadlock",
				level: "error",
				service: "payments",
				traceId: TRACE,
				spanId: "d".repeat(16),
				timestamp: at(800),
			},
			{ message: "Proxy passed it on", service: "proxy", requestId: "req-1", timestamp: at(5) },
			{ message: "Another request", requestId: "req-2", timestamp: at(5) },
			{ message: "Only logged", requestId: "req-3", level: "error", timestamp: at(5) },
		]);
	});
	afterAll(() => db.close());

	test("follows a request into all its traces and logs, of all services", async () => {
		expect(await drawn("req-1")).toEqual([
			"shop POST /orders",
			"  shop Order received",
			"  shop charge",
			"    payments POST /charge",
			"      payments INSERT payment",
			"        payments Deadlock",
			"  shop Charge failed",
			"proxy Proxy passed it on",
			"mailer mail",
		]);
		expect(await ask("req-1")).toMatchObject({ type: "request", traceIds: [TRACE, SECOND], requestIds: ["req-1"] });
	});

	test("follows a trace id, in capitals too, with the logs that know only its request", async () => {
		const found = await ask(TRACE.toUpperCase());
		expect(found).toMatchObject({
			type: "trace",
			traceIds: [TRACE],
			requestIds: ["req-1"],
			firstSeen: "2026-03-10T12:00:00.000Z",
			lastSeen: "2026-03-10T12:00:01.000Z",
			durationMs: 1000,
		});
		expect(found.entries.map(({ message }) => message)).toContain("Proxy passed it on");
		expect(found.page).toEqual({ total: 8, totalIsLeast: false, truncated: false, cursor: null });
	});

	test("says where it failed, with the exception, and where the time went", async () => {
		const { verdict, failure, criticalService, services } = await ask(TRACE);
		expect(failure).toMatchObject({
			service: "payments",
			name: "INSERT payment",
			depth: 3,
			errorType: "DatabaseError",
			errorMessage: "deadlock detected",
			errorStack: "at insert (db.ts:7)",
			attributes: { "db.system": "postgresql", "db.query.text": expect.stringMatching(/^x+… \[2000 characters\]$/) },
		});
		expect(criticalService).toEqual({ service: "payments", ms: 800, share: 0.8 });
		expect(verdict).toBe(
			'Failed in payments at "INSERT payment": "deadlock detected" (3 spans failed, this is the deepest). ' +
				'2 errors were logged, first "Deadlock" from payments. It took 1.00 s, 80 % of what was waited for in payments.',
		);
		expect(services).toEqual([
			{ service: "payments", spans: 2, failedSpans: 2, logs: 1, errorLogs: 1, selfMs: 800 },
			{ service: "shop", spans: 2, failedSpans: 1, logs: 2, errorLogs: 1, selfMs: 200 },
			{ service: "proxy", spans: 0, failedSpans: 0, logs: 1, errorLogs: 0, selfMs: 0 },
		]);
	});

	test("tells own time, offset, and the critical path of each span", async () => {
		const { entries } = await ask(TRACE);
		expect(
			entries
				.filter(({ type }) => type === "span")
				.map(({ offsetMs, durationMs, selfMs, critical }) => [offsetMs, durationMs, selfMs, critical]),
		).toEqual([
			[0, 1000, 100, true],
			[50, 900, 100, true],
			[100, 800, 100, true],
			[120, 700, 700, true],
		]);
	});

	test("lists errors apart, deepest span first, then logs by time", async () => {
		const { errors } = await ask(TRACE);
		expect(errors.map(({ name, message, orphan }) => [name, message, orphan])).toEqual([
			["INSERT payment", "failed", false],
			["POST /charge", "500", false],
			["POST /orders", "502", false],
			[null, "Deadlock", false],
			["orders", "Charge failed", false],
		]);
	});

	test("answers from logs alone", async () => {
		expect(await ask("req-3")).toMatchObject({
			verdict: 'No span was reported, only logs. One error was logged: "Only logged" from shop.',
			failure: null,
			criticalService: null,
			traceIds: [],
			durationMs: 0,
		});
	});

	test("shows spans without their parents, in cycles and of one id", async () => {
		const span = { traceId: ODD, timestamp: at(0), durationNs: ms(10) };
		await seedSpans(db, [
			{ ...span, spanId: "1", parentSpanId: "gone", operationName: "orphan" },
			{ ...span, spanId: "2", parentSpanId: "3", operationName: "two", timestamp: at(1) },
			{ ...span, spanId: "3", parentSpanId: "2", operationName: "three", timestamp: at(2) },
			{ ...span, spanId: "4", operationName: "once", timestamp: at(3) },
			{ ...span, spanId: "4", operationName: "twice", timestamp: at(4) },
		]);
		await seedLogs(db, [{ message: "of no span that came", traceId: ODD, spanId: "9", timestamp: at(50) }]);
		expect(await drawn(ODD)).toEqual([
			"shop orphan orphan",
			"shop two orphan",
			"  shop three",
			"shop once",
			"shop twice",
			"shop of no span that came orphan",
		]);
		expect((await ask(ODD)).notes).toEqual([
			"Spans at the top that name a parent: 2. It has not come, was not read, or stands below them.",
		]);
	});

	test("reads a bounded part of a large trace, what failed first of all", async () => {
		await seedSpans(
			db,
			Array.from({ length: MOST_READ + 50 }, (_, index) => ({
				traceId: LARGE,
				spanId: String(index),
				timestamp: at(index),
				status: index === MOST_READ + 49 ? ("error" as const) : ("ok" as const),
				statusMessage: "late",
			})),
		);
		const found = await ask(LARGE, { limit: 200 });
		expect(found.page).toMatchObject({ total: MOST_READ, totalIsLeast: true, truncated: true });
		expect(found.failure?.spanId).toBe(String(MOST_READ + 49));
		expect(found.notes).toEqual(["Of 2050 spans 2000 were read: failing ones and the earliest."]);
	});

	test("gives each entry once over all pages, and refuses a cursor once more has come", async () => {
		const found: string[] = [];
		let cursor: string | null | undefined;
		do {
			const { entries, page } = await ask("req-1", { limit: "4", ...(cursor && { cursor }) });
			found.push(...entries.map(({ name, message }) => `${name} ${message}`));
			cursor = page.cursor;
		} while (cursor);
		expect(new Set(found).size).toBe(9);
		const { page } = await ask("req-1", { limit: 4 });
		await seedLogs(db, [{ message: "Late", requestId: "req-1", timestamp: at(3000) }]);
		await expect(ask("req-1", { limit: 4, cursor: page.cursor })).rejects.toMatchObject({ code: "invalid_argument" });
	});

	test("says what was looked for, and what an id is that is no request's", async () => {
		await seedRun(db, { runId: "run-77", source: "ci", commitSha: COMMIT, tests: {} });
		await expect(ask("run-77")).rejects.toMatchObject({
			code: "not_found",
			message: expect.stringMatching(
				/^No span and no log .* run-77;.* It is a test run of commit 9fceb02.*compare_test_runs/,
			),
			suggestions: [COMMIT],
		});
		await expect(ask(COMMIT.slice(0, 9))).rejects.toThrow("It is a commit: ask compare_test_runs");
		await expect(ask(TRACE.slice(0, 12))).rejects.toMatchObject({ code: "not_found", suggestions: [TRACE] });
		await expect(ask("req_1")).rejects.toMatchObject({ suggestions: expect.arrayContaining(["req-1"]) });
		await expect(ask("'; --")).rejects.toMatchObject({ code: "not_found", suggestions: [] });
	});
});
