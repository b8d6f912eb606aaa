import pino, { type Logger, type LoggerOptions } from "pino";
import { describe, expect, it } from "vitest";
import { pinoLimits } from "../limits.ts";
import { logRows } from "../otlp/logRows.ts";
import type { TelemetryBatch } from "../records/batch.ts";
import type { LogRecord } from "../records/log.ts";
import { pinoLogs } from "./pinoLogs.ts";

const receivedAt = new Date("2026-05-01T10:00:00Z");
const NONE = { service: null, environment: null };

function read(body: string, defaults: { service: string | null; environment: string | null } = NONE) {
	const { request, ...counts } = pinoLogs(new TextEncoder().encode(body), defaults);
	return { batch: logRows(request, { receivedAt }), counts };
}

/** What pino itself writes. */
function written<Levels extends string = never>(
	options: LoggerOptions<Levels>,
	log: (logger: Logger<Levels>) => void,
): string {
	const lines: string[] = [];
	log(pino(options, { write: (line) => lines.push(line) }));
	return lines.join("");
}

type Row = Omit<LogRecord, "context"> & { context: Record<string, unknown>; resource: unknown; scope: unknown };

function rowsOf({ logs, resources, scopes }: TelemetryBatch): Row[] {
	return logs.map((log) => ({
		...log,
		context: JSON.parse(log.context),
		resource: JSON.parse(resources.get(log.resourceId)?.attributes ?? ""),
		scope: scopes.get(log.scopeId)?.name,
	}));
}

function rowOf(body: string): Row {
	const [row] = rowsOf(read(body).batch);
	if (!row) throw new Error("there is no row");
	return row;
}

const logged = (options: LoggerOptions, log: (logger: Logger) => void) => rowOf(written(options, log));

describe("what pino writes", () => {
	it("becomes a log of its time, level, message and source", () => {
		const before = Date.now();
		const row = logged({ name: "shop.cart" }, (logger) =>
			logger.warn({ items: 3, big: 2n ** 70n }, "cart %s full", "c1"),
		);
		expect(row).toMatchObject({
			service: "unknown_service",
			environment: "unknown",
			hostname: expect.stringMatching(/\S/),
			level: "warn",
			severityNumber: 13,
			severityText: null,
			message: "cart c1 full",
			loggerName: "shop.cart",
			scope: "shop.cart",
			resource: { "host.name": row.hostname, "process.pid": process.pid },
			observedTimestamp: null,
		});
		expect(Object.keys(row.context)).toEqual(["items", "big"]);
		expect(Date.parse(row.timestamp)).toBeGreaterThanOrEqual(before);
		expect(Date.parse(row.timestamp)).toBeLessThanOrEqual(Date.now());
	});

	it("keeps the bindings of child loggers, what is redacted and what serializers make", () => {
		const options = {
			redact: ["user.password"],
			serializers: { order: ({ id }: { id: number }) => `order ${id}` },
		};
		const row = logged(options, (logger) => {
			const child = logger.child({ reqId: "r-1", service: "shop", env: "staging" }).child({ step: 2 });
			child.info({ user: { id: "u-9", password: "secret" }, order: { id: 7 } }, "done");
		});
		expect(row).toMatchObject({
			service: "shop",
			environment: "staging",
			requestId: "r-1",
			userId: "u-9",
			message: "done",
			resource: { "service.name": "shop", "deployment.environment.name": "staging" },
		});
		expect(row.context).toEqual({
			reqId: "r-1",
			step: 2,
			user: { id: "u-9", password: "[Redacted]" },
			order: "order 7",
			"request.id": "r-1",
			"user.id": "u-9",
		});
	});

	it.each([
		["trace", "trace", 1],
		["debug", "debug", 5],
		["info", "info", 9],
		["warn", "warn", 13],
		["error", "error", 17],
		["fatal", "fatal", 21],
	] as const)("at %s is of level %s", (method, level, severityNumber) => {
		const row = logged({ level: "trace" }, (logger) => logger[method]("x"));
		expect(row).toMatchObject({ level, severityNumber, severityText: null });
	});

	it("keeps custom levels, as numbers and as labels", () => {
		const custom = (audit: number, formatters?: LoggerOptions["formatters"]) =>
			written({ customLevels: { audit }, level: "trace", formatters }, (logger) => logger.audit("x"));
		expect(rowOf(custom(35))).toMatchObject({ level: "info", severityNumber: 11, severityText: "35" });
		expect(rowOf(custom(59))).toMatchObject({ level: "error", severityNumber: 20, severityText: "59" });
		expect(rowOf(custom(90))).toMatchObject({ level: "fatal", severityNumber: 21, severityText: "90" });
		const formatters = { level: (label: string) => ({ level: label }) };
		expect(rowOf(custom(35, formatters))).toMatchObject({ level: "info", severityNumber: null, severityText: "audit" });
		expect(logged({ formatters }, (logger) => logger.error("x"))).toMatchObject({ level: "error", severityText: null });
		const upper = { level: (label: string) => ({ severity: label.toUpperCase() }) };
		expect(logged({ formatters: upper }, (logger) => logger.warn("x"))).toMatchObject({
			level: "warn",
			severityText: null,
		});
	});

	it.each(["isoTime", "isoTimeNano", "unixTime", "epochTime"] as const)("has its time by %s", (name) => {
		const before = Date.now();
		const time = Date.parse(logged({ timestamp: pino.stdTimeFunctions[name] }, (logger) => logger.info("x")).timestamp);
		// Seconds are rounded to the nearest.
		expect(Math.abs(time - before)).toBeLessThan(name === "unixTime" ? 1_000 : 500);
	});

	it("without a time is of the time of its arrival, and no batch to compare with another", () => {
		const { batch } = read(written({ timestamp: false }, (logger) => logger.info("x")));
		expect([batch.timed, batch.logs[0]?.timestamp]).toEqual([false, "2026-05-01T10:00:00.000000Z"]);
		expect(read(written({}, (logger) => logger.info("x"))).batch.timed).toBe(true);
	});

	it("finds the message under another key", () => {
		expect(logged({ messageKey: "message" }, (logger) => logger.info("x"))).toMatchObject({ message: "x" });
	});

	it("without a message says what its fields say", () => {
		const row = logged({ base: null }, (logger) => logger.info({ b: 1, a: [true] }));
		expect([row.message, row.context]).toEqual(['{"a":[true],"b":1}', { b: 1, a: [true] }]);
	});

	describe("of an error", () => {
		const cause = new TypeError("inner");
		const error = Object.assign(new Error("outer", { cause }), { code: "E42" });

		it("has its type, message and stack in columns, and what else it has in the context", () => {
			const row = logged({ base: null }, (logger) => logger.error(error));
			expect(row).toMatchObject({ message: "outer", errorType: "Error", errorMessage: "outer: inner" });
			expect(row.errorStack).toMatch(/^Error: outer\n[\s\S]+caused by: TypeError: inner\n/);
			expect(row.context).toMatchObject({ err: { code: "E42" }, "exception.message": "outer: inner" });
			expect(row.context).not.toHaveProperty("err.stack");
			expect(
				read(written({}, (logger) => logger.error(error)))
					.batch.contents.values()
					.next().value,
			).toMatchObject({
				kind: "log",
				content: expect.stringContaining("outer: inner"),
			});
		});

		it("keeps its cause and the errors that it is made of", () => {
			const serializers = { err: pino.stdSerializers.errWithCause };
			const row = logged({ base: null, serializers }, (logger) => logger.error({ err: error }, "failed"));
			expect(row).toMatchObject({ message: "failed", errorMessage: "outer" });
			expect(row.context).toMatchObject({ err: { code: "E42", cause: { type: "TypeError", message: "inner" } } });
			const both = new AggregateError([new Error("a"), new Error("b")], "both");
			expect(logged({}, (logger) => logger.error(both)).context).toMatchObject({
				err: { aggregateErrors: [{ message: "a" }, { message: "b" }] },
			});
		});

		it("is found under another key, and leaves nothing behind where it has nothing else", () => {
			const row = logged({ base: null, errorKey: "error" }, (logger) => logger.error(new RangeError("far")));
			expect(row).toMatchObject({ errorType: "RangeError", errorMessage: "far" });
			expect(Object.keys(row.context)).toEqual(["exception.type", "exception.message", "exception.stacktrace"]);
		});
	});

	it("under a nested key is found there", () => {
		const row = logged({ base: null, nestedKey: "payload" }, (logger) =>
			logger
				.child({ part: "a" })
				.error({ err: new Error("no"), reqId: "r-1", userId: 7, trace_id: "5b8efff798038103d269b633813fc60c" }, "x"),
		);
		expect(row).toMatchObject({
			errorMessage: "no",
			requestId: "r-1",
			userId: "7",
			traceId: "5b8efff798038103d269b633813fc60c",
		});
		expect(row.context).toMatchObject({ part: "a", payload: { reqId: "r-1", userId: 7 } });
	});

	it("belongs to the trace that its mixin names", () => {
		const mixin = () => ({
			trace_id: "5B8EFFF798038103D269B633813FC60C",
			span_id: "eee19b7ec3c1b174",
			trace_flags: "03",
		});
		const row = logged({ base: null, mixin }, (logger) => logger.info("x"));
		expect(row).toMatchObject({ traceId: "5b8efff798038103d269b633813fc60c", spanId: "eee19b7ec3c1b174" });
		expect(row.context).toEqual({ "otel.trace_flags": 3 });
	});
});

describe("a record", () => {
	const line = (fields: object) => JSON.stringify({ level: 30, time: 1_795_558_447_140, msg: "x", ...fields });

	it.each([
		[{ "service.name": "a", service: "b" }, "a"],
		[{ serviceName: "a", service: "b" }, "a"],
		[{ service: "b" }, "b"],
		[{ service: { name: "c", version: "1" } }, "c"],
		[{ service: 7 }, "given"],
		[{}, "given"],
	])("with %j is of the service %s", (fields, service) => {
		const { batch } = read(line(fields), { service: "given", environment: "test" });
		expect(batch.logs[0]).toMatchObject({ service, environment: "test" });
	});

	it.each([
		[{ request_id: "a", reqId: "b" }, "a"],
		[{ requestId: "a" }, "a"],
		[{ "request.id": "a" }, "a"],
		[{ reqId: "b", req: { id: 7 } }, "b"],
		[{ req: { id: 7, headers: { "x-request-id": "c" } } }, "7"],
		[{ req: { headers: { "x-request-id": "c" } } }, "c"],
		[{ reqId: "" }, null],
		[{ req: "GET /" }, null],
	])("with %j is of the request %s", (fields, requestId) => {
		expect(rowOf(line(fields)).requestId).toBe(requestId);
	});

	it.each([
		["2026-11-24T22:14:07.143674011Z", "2026-11-24T22:14:07.143674Z"],
		["2026-11-24T22:14:07+02:00", "2026-11-24T20:14:07.000000Z"],
		["1795558447140", "2026-11-24T22:14:07.140000Z"],
		[1_795_558_447, "2026-11-24T22:14:07.000000Z"],
		[1_795_558_447_140.25, "2026-11-24T22:14:07.140250Z"],
		[1_795_558_447_140_123, "2026-11-24T22:14:07.140123Z"],
	])("of time %j is at %s", (time, timestamp) => {
		const row = rowOf(line({ time }));
		expect([row.timestamp, row.context]).toEqual([timestamp, {}]);
	});

	it.each([0, -1, 1e300, "yesterday", "2026-13-45T99:00:00Z", null, {}, true])(
		"keeps a time of %j that is none",
		(time) => {
			const { batch } = read(line({ time }));
			expect(batch.timed).toBe(false);
			expect(rowsOf(batch)[0]?.context).toEqual({ time });
		},
	);

	it("keeps integers that a double cannot hold", () => {
		const { batch } = read(line({ id: 1 }).replace('"id":1', '"id":12345678901234567890'));
		expect(batch.logs[0]?.context).toBe('{"id":12345678901234567890}');
	});

	it.each([
		[
			{ dd: { trace_id: "4234567890123456789", span_id: "17" } },
			"00000000000000003ac4350f74158115",
			"0000000000000011",
		],
		[{ dd: { trace_id: "5b8efff798038103d269b633813fc60c" } }, "5b8efff798038103d269b633813fc60c", null],
		[{ traceId: "no id" }, null, null],
	])("with %j belongs to the trace %s", (fields, traceId, spanId) => {
		const row = rowOf(line(fields));
		expect([row.traceId, row.spanId, row.context]).toEqual([traceId, spanId, fields]);
	});
});

describe("lines", () => {
	it("that hold no object are kept as they are, and counted", () => {
		const odd = ["    at f (a.js:1:2)", "[1]", "42", '"text"', "null", '{"level":30', "Ready on :8080\r"];
		const { batch, counts } = read(`${odd.join("\n")}\n\n \t\n{"level":30,"msg":"ok"}`);
		expect(counts).toEqual({ lines: 8, unparsed: 7, repaired: 0 });
		expect(batch.logs.map(({ message }) => message)).toEqual([...odd.slice(0, -1), "Ready on :8080", "ok"]);
		expect(batch.logs[0]).toMatchObject({ level: "info", service: "unknown_service", context: "{}" });
		expect(batch.timed).toBe(false);
	});

	it("that hold what PostgreSQL does not take are repaired, and counted", () => {
		const { batch, counts } = read('{"msg":"a\\u0000b","k\\ud800":"\\udc00"}\nraw\0\n{"msg":"ok"}');
		expect(counts).toEqual({ lines: 3, unparsed: 1, repaired: 2 });
		expect(batch.logs.map(({ message, context }) => [message, context])).toEqual([
			["a\ufffdb", '{"k\ufffd":"\ufffd"}'],
			["raw\ufffd", "{}"],
			["ok", "{}"],
		]);
	});

	it("that are nested too deeply or too long are kept as text", () => {
		const deep = `{"a":${"[".repeat(10_000)}${"]".repeat(10_000)}}`;
		const long = `{"msg":"${"x".repeat(pinoLimits.line)}"}`;
		const { batch, counts } = read(`${deep}\n${long}`);
		expect(counts).toEqual({ lines: 2, unparsed: 2, repaired: 0 });
		expect(batch.logs.map(({ message }) => message.slice(0, 8))).toEqual(['{"a":[[[', '{"msg":"']);
	});

	it("are refused where they, or what they hold, are too many", () => {
		expect(() => read("{}\n".repeat(pinoLimits.records + 1))).toThrow("more than 100000 records");
		const many = `{"a":[${"0,".repeat(400_000)}0]}\n`;
		expect(() => read(many.repeat(3))).toThrow("more than 1000000 attributes and values");
	});

	it("of one program share a resource, and keep their order", () => {
		const body = written({ name: "a" }, (logger) => {
			for (const text of ["1", "2", "3"]) logger.info(text);
		});
		const { batch } = read(body);
		expect([batch.resources.size, batch.scopes.size]).toEqual([1, 1]);
		expect(batch.logs.map(({ message }) => message)).toEqual(["1", "2", "3"]);
	});

	it("that are none become nothing", () => {
		expect(read("").counts).toEqual({ lines: 0, unparsed: 0, repaired: 0 });
	});
});
