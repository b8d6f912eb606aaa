import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createKey, type KeyScope, type NewKey, revokeKey } from "../schema/keys.ts";
import { openTestPglite } from "../test/support/databases.ts";
import { ADMIN_KEY, type TestApp, testApp } from "../test/support/testApp.ts";
import { appOf } from "./appOf.ts";
import { authorize } from "./authorize.ts";
import type { AppTypes } from "./services.ts";

const routes = new Hono<AppTypes>();
for (const scope of ["ingest", "read", "agent", "admin"] as const) {
	routes.get(`/${scope}`, authorize(scope), (c) => c.json(c.get("caller")));
}
routes.get("/any", authorize(), (c) => c.json(c.get("caller")));

let app: TestApp;
beforeAll(async () => {
	app = testApp(await openTestPglite(), {}, appOf([routes]));
});
afterAll(() => app.db.close());

const make = (given: Partial<NewKey> = {}) => createKey(app.db, { name: "a key", scopes: ["read"], ...given });
const ask = (path: string, key: string | null, headers: Record<string, string> = {}) =>
	app.request(path, { key, headers });

describe("a request", () => {
	test.each([
		["no key", undefined, /^No key was sent\. .*vagus keys create/, "Bearer"],
		["an empty header", "", /^No key was sent/, "Bearer"],
		["another scheme", "Basic dXNlcjpwYXNzd29yZA==", /not of the form `Bearer vgs_…`/, "Bearer"],
		["a scheme alone", "Bearer", /not of the form/, "Bearer"],
		["two keys", `Bearer ${ADMIN_KEY} ${ADMIN_KEY}`, /not of the form/, "Bearer"],
		["an unknown key", `Bearer vgs_${"x".repeat(43)}`, /unknown, revoked or expired/, 'Bearer error="invalid_token"'],
		["the beginning of a key", `Bearer ${ADMIN_KEY.slice(0, -1)}`, /unknown/, 'Bearer error="invalid_token"'],
		["more than a key", `Bearer ${ADMIN_KEY}x`, /unknown/, 'Bearer error="invalid_token"'],
		["a key of another system", "Bearer ghp_0123456789", /unknown/, 'Bearer error="invalid_token"'],
	])("with %s is refused", async (_what, authorization, detail, challenge) => {
		const response = await ask("/any", null, authorization === undefined ? {} : { authorization });
		expect(response.status).toBe(401);
		expect(response.headers.get("www-authenticate")).toBe(challenge);
		expect(await response.json()).toMatchObject({
			status: 401,
			code: "unauthorized",
			detail: expect.stringMatching(detail),
		});
	});

	test.each(["bearer", "BEARER", "Bearer  "])("may write the scheme as %j", async (scheme) => {
		expect((await ask("/any", null, { authorization: `${scheme} ${ADMIN_KEY}` })).status).toBe(200);
	});
});

describe("a key", () => {
	test("is taken until it is revoked", async () => {
		const { keyId, key } = await make();
		expect((await ask("/read", key)).status).toBe(200);
		await revokeKey(app.db, keyId);
		expect((await ask("/read", key)).status).toBe(401);
	});

	test("is taken until it expires", async () => {
		const { key } = await make({ expiresAt: "2020-01-01T00:00:00Z" });
		expect((await ask("/read", key)).status).toBe(401);
		const later = await make({ expiresAt: "2999-01-01T00:00:00Z" });
		expect((await ask("/read", later.key)).status).toBe(200);
	});

	test.each([
		[["ingest"], ["ingest"]],
		[
			["read", "agent"],
			["read", "agent"],
		],
		[["admin"], ["ingest", "read", "agent", "admin"]],
	] as [KeyScope[], string[]][])("with the scopes %j may do %j", async (scopes, may) => {
		const { key } = await make({ name: scopes.join(), scopes });
		for (const path of ["ingest", "read", "agent", "admin"]) {
			const response = await ask(`/${path}`, key);
			expect(response.status).toBe(may.includes(path) ? 200 : 403);
			if (may.includes(path)) continue;
			expect(response.headers.get("www-authenticate")).toBe(`Bearer error="insufficient_scope", scope="${path}"`);
			const detail = `The key "${scopes.join()}" has the scope ${scopes.join(", ")}; this needs ${path}.`;
			expect(await response.json()).toMatchObject({ code: "wrong_scope", detail });
		}
	});

	test("that is bound to origins is taken from them alone", async () => {
		const { key } = await make({ name: "shop page", origins: ["https://shop.example.com"] });
		const from = async (origin?: string) => (await ask("/read", key, origin ? { origin } : {})).status;
		expect(await from("https://shop.example.com")).toBe(200);
		expect(await from("https://evil.example.com")).toBe(403);
		expect(await from("http://shop.example.com")).toBe(403);
		expect(await from("null")).toBe(403);
		expect(await from()).toBe(403);
	});

	test("is known by its name to the route", async () => {
		const { key } = await make({ name: "dashboard" });
		expect(await (await ask("/any", key)).json()).toMatchObject({ name: "dashboard", scopes: ["read"] });
	});
});

test("the key of the environment opens everything, and nothing where there is none", async () => {
	expect((await ask("/admin", ADMIN_KEY)).status).toBe(200);
	const without = testApp(app.db, { apiKey: undefined }, appOf([routes]));
	expect((await without.request("/admin")).status).toBe(401);
});
