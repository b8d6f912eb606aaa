import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestPglite } from "../test/support/databases.ts";
import { type TestApp, testApp } from "../test/support/testApp.ts";
import { app } from "./app.ts";
import { METADATA_PATH } from "./oauth.ts";

let served: TestApp;
beforeAll(async () => {
	served = testApp(await openTestPglite());
});
afterAll(() => served.db.close());

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const paths = app.routes.map((route) => route.path.replace(/:\w+(\{[^}]*\})?/g, "x").replaceAll("*", "x"));
const requests = [...new Set(paths)].flatMap((path) => METHODS.map((method) => ({ method, path })));

/** What everybody may read: health, and where to sign in, which these services do not say. */
const PUBLIC: Record<string, number> = { "/healthz": 200, "/readyz": 200, [`${METADATA_PATH}/x`]: 404 };

describe("without a key", () => {
	test.each(requests)("$method $path answers nothing, unless it is public", async ({ method, path }) => {
		const { status } = await served.request(path, { method, key: null });
		expect(status).toBe((method === "GET" && PUBLIC[path]) || 401);
	});

	test("the routes that are asked are those that there are", () => {
		for (const path of ["/v1/logs", "/v1/traces", "/v1/metrics", "/v1/ci/runs", "/api/search", "/api/keys", "/mcp"]) {
			expect(paths).toContain(path);
		}
	});
});
