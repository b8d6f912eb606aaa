import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contentId } from "../../core/contentId.ts";
import { contentOf } from "../../core/templates/logContent.ts";
import { groupErrors } from "../../embedding/grouping/groupErrors.ts";
import { createKey } from "../../schema/keys.ts";
import { writeTelemetry } from "../../schema/write/writeTelemetry.ts";
import { openTestPglite } from "../../test/support/databases.ts";
import { ago, NOW, seedLogs, seedRun, seedSpans } from "../../test/support/seed.ts";
import { batchOf, pointRow, seriesRow } from "../../test/support/telemetry.ts";
import { type TestApp, testApp } from "../../test/support/testApp.ts";
import { appOf } from "../appOf.ts";
import { answerRoutes, answers } from "./answers.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const COMMIT = "9fceb02d0ae598e95dc970b74767f19372d61af8";

/** The group that an error begins. */
const GROUP = contentId("error group", `template:${contentOf("log", "Payment declined for order 17").contentId}`);

let app: TestApp;
beforeAll(async () => {
	const db = await openTestPglite();
	app = testApp(db, { now: () => NOW }, appOf([answerRoutes]));
	await seedLogs(db, [
		{ message: "Payment declined for order 17", level: "error", requestId: "req/7 a", timestamp: ago(5) },
		{ message: "Payment accepted", level: "info", service: "payments", timestamp: ago(5) },
	]);
	const point = pointRow({ timestamp: ago(5), value: 3 });
	await writeTelemetry(db, batchOf({ series: [seriesRow()], points: [point] }), null);
	await seedSpans(db, [{ traceId: TRACE, spanId: "00f067aa0ba902b7", operationName: "GET /cart", timestamp: ago(5) }]);
	await seedRun(db, {
		runId: "run-1",
		source: "ci",
		commitSha: COMMIT,
		tests: { "adds tax": { error: "expected 1" } },
	});
	await groupErrors(db);
});
afterAll(() => app.db.close());

async function ask(path: string, key?: string): Promise<{ status: number; body: Record<string, unknown> }> {
	const response = await app.request(path, key === undefined ? {} : { key });
	return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe("each question", () => {
	const asked: Record<string, [path: string, expected: object]> = {
		"/api/search": ["/api/search?query=payment", { page: { total: 2 } }],
		"/api/errors": ["/api/errors?query=payment&service=shop", { page: { total: 1 } }],
		"/api/error-groups": ["/api/error-groups?kinds=log", { counts: { new: 1 }, page: { total: 1 } }],
		"/api/error-groups/{groupId}": [`/api/error-groups/${GROUP}`, { groupId: GROUP, occurrences: 1 }],
		"/api/investigate": ["/api/investigate?service=shop", { verdict: expect.stringContaining("shop") }],
		"/api/test-runs/compare": [`/api/test-runs/compare?commitSha=${COMMIT.slice(0, 8)}`, { counts: { fails: 1 } }],
		"/api/tests/history": ["/api/tests/history?test=adds%20tax", { state: { status: "failed" }, page: { total: 1 } }],
		"/api/requests/{requestId}": [`/api/requests/${TRACE}`, { type: "trace", page: { total: 1 } }],
		"/api/logs/context": [`/api/logs/context?at=${ago(5)}&level=info`, { page: { total: 2 } }],
		"/api/metrics": ["/api/metrics?service=shop", { page: { total: 1 } }],
		"/api/metrics/{metric}": ["/api/metrics/queue.length?timeRange=30m", { statistic: "avg", page: { total: 1 } }],
		"/api/deployments": ["/api/deployments?kinds=deploy,build", { page: { total: 0 } }],
		"/api/sql": ["/api/sql?query=SELECT%201%20AS%20one", { columns: ["one"], rows: [["1"]] }],
		"/api/sql/schema": ["/api/sql/schema", { relations: expect.arrayContaining([expect.any(Object)]) }],
		"/api/services": ["/api/services", { services: ["payments", "shop"] }],
		"/api/services/{service}/health": [
			"/api/services/shop/health?timeRange=2h",
			{ service: "shop", logs: { errors: 1 } },
		],
	};
	test("is asked here", () => {
		expect(Object.keys(asked)).toEqual(answers.map(({ path }) => path));
	});
	test.each(answers)("is answered at $path in the form that is documented", async ({ path, result }) => {
		const [url, expected] = asked[path] ?? ["", {}];
		const { status, body } = await ask(url);
		expect(status).toBe(200);
		expect(body).toMatchObject(expected);
		expect(result.strict().parse(body)).toEqual(body);
	});
});

test("lists come with commas, or by naming an argument again", async () => {
	const one = await ask("/api/search?query=payment&levels=error,info&services=shop,payments");
	const again = await ask("/api/search?query=payment&levels=error&levels=info&services=shop&services=payments");
	expect(one.body.page).toMatchObject({ total: 2 });
	expect(again.body).toEqual(one.body);
});

test("ids in a path may hold any character", async () => {
	const { status, body } = await ask(`/api/requests/${encodeURIComponent("req/7 a")}`);
	expect([status, body.id]).toEqual([200, "req/7 a"]);
	expect((await ask("/api/services/acme%2Fshop/health")).body).toMatchObject({
		detail: "No service is named acme/shop. It is the name of a repository. Did you mean shop?",
	});
});

test("pages follow by their cursor", async () => {
	const first = await ask("/api/search?query=payment&limit=1");
	const { cursor } = first.body.page as { cursor: string };
	const second = await ask(`/api/search?query=payment&limit=1&cursor=${cursor}`);
	expect(second.body.page).toMatchObject({ truncated: false });
	expect(second.body.hits).not.toEqual(first.body.hits);
});

test.each([
	["/api/search", 400, "invalid_argument", "The argument query is missing."],
	["/api/search?query=x&limit=many", 400, "invalid_argument", "limit: give a whole number."],
	["/api/search?query=x&levels=warning", 400, "invalid_argument", "Did you mean warn?"],
	["/api/search?query=x&servce=shop", 400, "invalid_argument", "There is no argument servce. Did you mean services?"],
	["/api/errors?query=x&query=y", 400, "invalid_argument", "query: "],
	["/api/test-runs/compare?commitSha=main", 400, "invalid_argument", "commitSha: give the commit's hash"],
	["/api/test-runs/compare?commitSha=0000000", 404, "not_found", "The latest commits with test runs are 9fceb02d0a"],
	["/api/requests/req-8", 404, "not_found", "No span and no log has the trace id or request id req-8"],
	["/api/services/shp/health", 404, "not_found", "Did you mean shop?"],
	["/api/services/shop/health?timeRange=1y", 400, "invalid_argument", "timeRange: give a number and a unit"],
])("%s is refused with %i: %s", async (path, status, code, detail) => {
	const response = await ask(path);
	expect(response).toMatchObject({ status, body: { status, code, detail: expect.stringContaining(detail) } });
});

test("a key that may read, or is an agent's, gets answers; one that may only send gets none", async () => {
	for (const [scope, status] of [
		["read", 200],
		["agent", 200],
		["admin", 200],
		["ingest", 403],
	] as const) {
		const { key } = await createKey(app.db, { name: scope, scopes: [scope] });
		expect((await ask("/api/services", key)).status).toBe(status);
	}
	const { key } = await createKey(app.db, { name: "reader", scopes: ["read"] });
	expect((await ask("/api/sql?query=SELECT%201", key)).status).toBe(403);
	expect((await app.request("/api/services", { key: null })).status).toBe(401);
});
