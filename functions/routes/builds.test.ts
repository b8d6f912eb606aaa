import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../schema/database.ts";
import { openTestPglite } from "../../test/support/databases.ts";
import { type TestApp, testApp } from "../../test/support/testApp.ts";
import { appOf } from "../appOf.ts";
import { buildRoutes } from "./builds.ts";

let db: Database;
let app: TestApp;
beforeAll(async () => {
	db = await openTestPglite();
	app = testApp(db, {}, appOf([buildRoutes]));
});
afterAll(() => db.close());

const post = (body: unknown) =>
	app.request("/v1/builds", {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify(body),
	});

const DEPLOYED = {
	eventId: "deploy-7",
	repository: "acme/shop",
	branch: "main",
	commitSha: "9fceb02d0ae598e95dc970b74767f19372d61af8",
	eventType: "deploy_complete",
	status: "success",
	environment: "production",
	service: "checkout",
};

test("a deployment is stored and acknowledged; sent again it is known", async () => {
	const first = await post(DEPLOYED);
	expect([first.status, await first.json()]).toEqual([201, { eventIds: ["deploy-7"], written: 1 }]);
	const again = await post(DEPLOYED);
	expect([again.status, await again.json()]).toEqual([200, { eventIds: ["deploy-7"], written: 0 }]);
	expect(await db.query("SELECT service, environment, status FROM build_events")).toEqual([
		{ service: "checkout", environment: "production", status: "success" },
	]);
});

test("one wrong event of a list refuses the list, and says which and why", async () => {
	const response = await post([
		{ ...DEPLOYED, eventId: "deploy-8" },
		{ ...DEPLOYED, eventType: "deployed" },
	]);
	expect([response.status, await response.json()]).toEqual([
		400,
		expect.objectContaining({ detail: expect.stringMatching(/^\[1\]\.eventType must be one of build_start, /) }),
	]);
	expect(await db.query("SELECT FROM build_events WHERE event_id = 'deploy-8'")).toEqual([]);
});

test("what is wrong with a single event is said of the event", async () => {
	const { repository: _, ...unplaced } = DEPLOYED;
	const response = await post(unplaced);
	expect([response.status, await response.json()]).toMatchObject([
		400,
		{ detail: "repository is missing.", issues: [{ path: "repository" }] },
	]);
});

test("a failed build is embedded beside the request, so that search finds it", async () => {
	await post({
		...DEPLOYED,
		eventId: "build-1",
		eventType: "build_complete",
		status: "failure",
		errorMessage: "out of memory",
	});
	await app.settled();
	expect(app.failures).toEqual([]);
	expect(await db.query("SELECT content, state FROM observability_embeddings WHERE kind = 'build'")).toEqual([
		{ content: "out of memory", state: "ready" },
	]);
});
