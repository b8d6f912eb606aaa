import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SentCiReport } from "../../core/report/ciReport.ts";
import { createKey } from "../../schema/keys.ts";
import { openTestPglite } from "../../test/support/databases.ts";
import { type TestApp, testApp } from "../../test/support/testApp.ts";
import { appOf } from "../appOf.ts";
import { ciRunRoutes } from "./ciRuns.ts";

let app: TestApp;
beforeAll(async () => {
	app = testApp(await openTestPglite(), {}, appOf([ciRunRoutes]));
});
afterAll(async () => {
	await app.settled();
	expect(app.failures).toEqual([]);
	await app.db.close();
});

const reportOf = (runId: string, more: object = {}): SentCiReport => ({
	runId,
	timestamp: new Date().toISOString(),
	repository: "acme/shop",
	branch: "main",
	commitSha: "abc1234",
	source: "ci",
	...more,
});

function post(report: unknown, { key, gzip = false }: { key?: string; gzip?: boolean } = {}): Promise<Response> {
	const body = JSON.stringify(report);
	return app.request("/v1/ci/runs", {
		method: "POST",
		key,
		headers: { "content-type": "application/json", ...(gzip && { "content-encoding": "gzip" }) },
		body: gzip ? gzipSync(body) : body,
	});
}

const runs = (runId: string) => app.db.query("SELECT total_tests FROM test_runs WHERE run_id = $1", [runId]);

test("a run is written once, and embedded after the answer", async () => {
	const failures = [{ type: "TypeError", message: "no such thing" }];
	const report = reportOf("once", { tests: [{ file: "a.test.ts", name: "adds", status: "failed", failures }] });
	const first = await post(report);
	expect([first.status, await first.json()]).toEqual([201, { runId: "once", status: "written" }]);
	const second = await post(report);
	expect([second.status, await second.json()]).toEqual([200, { runId: "once", status: "duplicate" }]);
	await app.settled();
	expect(await app.db.query("SELECT kind, content, state FROM observability_embeddings")).toEqual([
		{ kind: "test", content: expect.stringContaining("no such thing"), state: "ready" },
	]);
	expect(await runs("once")).toHaveLength(1);
});

test("20,000 tests fit a request", async () => {
	const tests = Array.from({ length: 20_000 }, (_, index) => ({
		file: `packages/shop/src/components/checkout/${index % 700}.test.ts`,
		suite: "checkout > with a saved card > and a voucher",
		name: `charges the remainder in the currency of the card, case ${index}`,
		status: index % 10 === 0 ? "failed" : "passed",
		durationMs: index / 7,
		failures:
			index % 10 === 0
				? [{ type: "AssertionError", message: `expected ${index}`, stack: "at f (a.ts:1:2)\n".repeat(20) }]
				: [],
	}));
	const response = await post(reportOf("large", { tests }), { gzip: true });
	expect([response.status, await response.json()]).toEqual([201, { runId: "large", status: "written" }]);
	expect(await runs("large")).toEqual([{ total_tests: 20_000 }]);
});

test.each([
	[{}, "runId is missing."],
	[[], "The body must be an object, not a list."],
	[reportOf("bad", { source: "laptop" }), "source must be one of local, ci, agent."],
	[reportOf("bad", { timestamp: "now" }), "timestamp must be a time with its offset, such as 2026-03-10T12:30:00Z."],
	[reportOf("bad", { commitSha: "zzz" }), "commitSha must be a commit's hash, its first 7 or more hexadecimal digits"],
	[reportOf("bad", { repository: "acme/" }), "repository must be owner/name, as its host has it."],
	[
		reportOf("bad", { tests: [{ file: "a", name: "b", status: "flaky" }] }),
		"tests[0].status must be one of passed, failed, skipped, todo.",
	],
	[
		reportOf("bad", { tests: [{ file: "a", name: "b", status: "passed", durationMs: -1 }] }),
		"tests[0].durationMs must be at least 0.",
	],
	[reportOf("bad", { lint: [{ tool: "tsc" }] }), "lint[0].rule is missing."],
	[reportOf("bad", { metadata: { deep: {} } }), "metadata.deep must be text, a number, true, false or null."],
])("a report that is wrong is refused with its place: %j", async (report, detail) => {
	const response = await post(report);
	expect([response.status, response.headers.get("content-type")]).toEqual([400, "application/problem+json"]);
	expect(await response.json()).toMatchObject({ code: "invalid_argument", detail: expect.stringContaining(detail) });
	expect(await runs("bad")).toEqual([]);
});

test("too many tests are refused with the number that is right", async () => {
	const tests = Array.from({ length: 200_001 }, () => ({ file: "", name: "a", status: "passed" }));
	const response = await post(reportOf("bad", { tests }), { gzip: true });
	expect(response.status).toBe(400);
	expect(await response.json()).toMatchObject({ detail: expect.stringContaining("200000") });
});

test("the key has to be one for ingest", async () => {
	const reader = await createKey(app.db, { name: "reader", scopes: ["read"] });
	const sender = await createKey(app.db, { name: "sender", scopes: ["ingest"] });
	expect((await post(reportOf("read"), { key: reader.key })).status).toBe(403);
	expect((await post(reportOf("none"), { key: "vgs_unknown_unknown" })).status).toBe(401);
	expect((await post(reportOf("sent"), { key: sender.key })).status).toBe(201);
	expect(await app.db.query("SELECT run_id FROM test_runs WHERE run_id IN ('read', 'none')")).toEqual([]);
});
