import { expect, test } from "vitest";
import { type TraceFacts, traceVerdict } from "./traceVerdict.ts";

const verdict = (given: Partial<TraceFacts>) =>
	traceVerdict({
		spans: 3,
		failedSpans: 0,
		failure: null,
		errorLogs: 0,
		firstErrorLog: null,
		durationMs: 1240,
		critical: { totalMs: 1240, service: "payments", share: 0.8 },
		...given,
	});

test("says where it failed, what was logged, and where the time went", () => {
	expect(
		verdict({
			failedSpans: 2,
			failure: { service: "payments", operation: "INSERT payment", error: "deadlock\n  detected" },
			errorLogs: 2,
			firstErrorLog: { service: "shop", message: "Payment failed" },
		}),
	).toBe(
		'Failed in payments at "INSERT payment": "deadlock detected" (2 spans failed, this is the deepest). ' +
			'2 errors were logged, first "Payment failed" from shop. ' +
			"It took 1.24 s, 80 % of what was waited for in payments.",
	);
});

test("says that nothing failed, or that there are only logs", () => {
	expect(verdict({ durationMs: 0.42, critical: { totalMs: 0.42, service: "payments", share: 0.8 } })).toBe(
		"No span failed. It took 0.4 ms, 80 % of what was waited for in payments.",
	);
	expect(verdict({ spans: 0, critical: null, errorLogs: 1, firstErrorLog: { service: "shop", message: "x" } })).toBe(
		'No span was reported, only logs. One error was logged: "x" from shop.',
	);
});

test("tells what was waited for from what went on after it", () => {
	const critical = { totalMs: 5.7, service: "shop", share: 1 };
	expect(verdict({ durationMs: 871, critical })).toBe(
		"No span failed. 5.7 ms were waited for, 100 % of that in shop; " +
			"from the first to the last that was reported it took 871 ms.",
	);
});
