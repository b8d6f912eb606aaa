import { expect, test } from "vitest";
import { type HealthFacts, healthVerdict } from "./healthVerdict.ts";

const requests = (count: number, errors = 0, p95Ms: number | null = 80) => ({ count, errors, p95Ms });
const logs = (total: number, errors = 0, fatal = 0) => ({ total, errors, fatal });
const verdict = (given: Partial<HealthFacts>) =>
	healthVerdict({
		requests: { now: requests(100), before: requests(100) },
		logs: { now: logs(50), before: logs(50) },
		newErrors: [],
		deployments: [],
		metrics: 0,
		lastSeen: "2026-03-10T12:29:00.000Z",
		...given,
	});

test("is healthy with its figures as reasons", () => {
	expect(
		verdict({ deployments: [{ status: "success", commitSha: "abcdef1234567890", environment: "production" }] }),
	).toEqual({
		health: "healthy",
		reasons: [
			"100 requests, 0 % failed, p95 80 ms.",
			"50 logs, 0 of them errors.",
			"Deployed within the time range: abcdef1234.",
			"The last telemetry is of 2026-03-10T12:29:00.000Z.",
		],
	});
});

test("is silent without telemetry, and not with metrics alone", () => {
	const nothing = { requests: null, logs: { now: logs(0), before: logs(9) } };
	expect(verdict(nothing)).toEqual({
		health: "silent",
		reasons: ["No logs, requests or metrics came in: the last telemetry is of 2026-03-10T12:29:00.000Z."],
	});
	expect(verdict({ ...nothing, lastSeen: null }).reasons[0]).toMatch(/none is kept from before either/);
	expect(verdict({ ...nothing, metrics: 1 }).health).toBe("healthy");
});

test.each([
	[
		"many requests fail",
		{ now: requests(100, 30), before: requests(100) },
		"failing",
		/^30 % of requests failed \(30 of 100\), 0 % before/,
	],
	["some requests fail", { now: requests(100, 6), before: requests(100, 5) }, "degraded", /^6.0 % of requests failed/],
	[
		"more requests fail than before",
		{ now: requests(1000, 30), before: requests(1000, 10) },
		"degraded",
		/^3.0 % .* 1.0 % before/,
	],
	[
		"as many requests fail as before",
		{ now: requests(1000, 30), before: requests(1000, 30) },
		"healthy",
		/^1000 requests/,
	],
	["one of few requests fails", { now: requests(2, 1), before: requests(2) }, "healthy", /^2 requests, 50 % failed/],
	[
		"it is slower",
		{ now: requests(100, 0, 300), before: requests(100, 0, 100) },
		"degraded",
		/^The p95 latency rose from 100 ms to 300 ms/,
	],
	["it is slower by little", { now: requests(100, 0, 9), before: requests(100, 0, 3) }, "healthy", /^100 requests/],
	[
		"a few requests are slower",
		{ now: requests(5, 0, 3000), before: requests(100, 0, 100) },
		"degraded",
		/^Requests have all but ended: 5, 100 before/,
	],
	[
		"there were never any latencies",
		{ now: requests(100, 0, null), before: requests(0, 0, null) },
		"healthy",
		/^100 requests, 0 % failed\.$/,
	],
] as const)("where %s", (_what, requests, health, reason) => {
	const given = verdict({ requests });
	expect(given.health).toBe(health);
	expect(given.reasons[0]).toMatch(reason);
});

test("looks at logs where there are no requests", () => {
	const errors = { now: logs(20, 8), before: logs(20) };
	expect(verdict({ requests: null, logs: errors }).health).toBe("failing");
	expect(verdict({ logs: errors }).health).toBe("healthy");
	expect(verdict({ logs: { now: logs(2000, 40), before: logs(2000, 10) } })).toMatchObject({
		health: "degraded",
		reasons: expect.arrayContaining(["40 errors were logged, 2.0 % of all logs; 10 before."]),
	});
	expect(verdict({ logs: { now: logs(50, 1, 1), before: logs(50) } }).reasons[0]).toBe("1 fatal error was logged.");
});

test("takes errors never seen before and failed deployments for reasons", () => {
	const newErrors = [{ template: "deadlock\n detected", count: 7 }];
	expect(verdict({ newErrors }).reasons[0]).toBe('An error never seen before came 7 times: "deadlock detected".');
	expect(verdict({ newErrors: [{ template: "once", count: 1 }] }).health).toBe("healthy");
	const deployments = [{ status: "failure", commitSha: "abcdef1234567890", environment: null }];
	expect(verdict({ deployments }).reasons[0]).toBe("The deployment of abcdef1234 failed.");
});

test("puts what is weightiest first", () => {
	const { health, reasons } = verdict({
		requests: { now: requests(100, 40, 300), before: requests(100, 0, 100) },
		logs: { now: logs(50, 2, 2), before: logs(50) },
	});
	expect(health).toBe("failing");
	expect(reasons.slice(0, 3)).toEqual([
		"40 % of requests failed (40 of 100), 0 % before.",
		"2 fatal errors were logged.",
		"The p95 latency rose from 100 ms to 300 ms.",
	]);
});
