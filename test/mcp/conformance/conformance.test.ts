import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { app } from "../../../functions/app.ts";
import { appOf } from "../../../functions/appOf.ts";
import { authorize } from "../../../functions/authorize.ts";
import { mcpEndpoint } from "../../../functions/mcpEndpoint.ts";
import { requireTrustedOrigin } from "../../../functions/requireTrustedOrigin.ts";
import type { AppTypes } from "../../../functions/services.ts";
import type { Database } from "../../../schema/database.ts";
import { openTestPglite } from "../../support/databases.ts";
import { ADMIN_KEY, testApp } from "../../support/testApp.ts";
import { fixtureServer } from "./fixtureServer.ts";
import { LEFT_OUT, OF_FIXTURES } from "./leftOut.ts";
import { runSuite } from "./runSuite.ts";

// The suite is a program of its own, with dozens of scenarios.
vi.setConfig({ testTimeout: 180_000 });

const fixtures = new Hono<AppTypes>();
fixtures.all("/mcp", authorize("agent"), requireTrustedOrigin, mcpEndpoint({ serverFor: fixtureServer }));

describe.each([
	{ name: "Vagus", app, failing: [...Object.keys(LEFT_OUT), ...OF_FIXTURES] },
	{ name: "the suite's own tools behind the same endpoint", app: appOf([fixtures]), failing: Object.keys(LEFT_OUT) },
])("$name on Node", ({ app, failing }) => {
	let db: Database;
	let server: ReturnType<typeof serve>;
	let endpoint: string;
	beforeAll(async () => {
		db = await openTestPglite();
		const { fetch } = testApp(db, {}, app);
		server = await new Promise((resolve) => {
			const started = serve({ fetch, port: 0, hostname: "127.0.0.1" }, () => resolve(started));
		});
		endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
	});
	afterAll(async () => {
		server.close();
		await db.close();
	});

	test.each(["2026-07-28", "2025-11-25"])("passes the conformance suite of revision %s", async (revision) => {
		const results = await runSuite(endpoint, ADMIN_KEY, revision);
		expect(results.size).toBeGreaterThan(30);
		const failed = [...results].filter(([, { failed }]) => failed > 0).map(([name]) => name);
		// Those that pass are to be taken off the list of those that cannot.
		expect(failed.toSorted()).toEqual(failing.filter((name) => results.has(name)).toSorted());
	});
});
