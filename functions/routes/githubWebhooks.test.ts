import examples from "@octokit/webhooks-examples";
import { sign } from "@octokit/webhooks-methods";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../../schema/database.ts";
import { openTestPglite } from "../../test/support/databases.ts";
import { type TestApp, testApp } from "../../test/support/testApp.ts";
import { appOf } from "../appOf.ts";
import { githubWebhookRoutes } from "./githubWebhooks.ts";

const SECRET = "a secret of the webhook";

describe("GitHub's webhooks", () => {
	let db: Database;
	let app: TestApp;

	beforeAll(async () => {
		db = await openTestPglite();
		app = testApp(db, { github: { webhookSecret: SECRET } }, appOf([githubWebhookRoutes]));
	});
	afterAll(() => db.close());
	beforeEach(() => db.query("DELETE FROM build_events"));

	async function deliver(event: string, payload: unknown, secret = SECRET): Promise<Response> {
		const body = typeof payload === "string" ? payload : JSON.stringify(payload);
		return app.request("/v1/webhooks/github", {
			method: "POST",
			key: null,
			headers: {
				"content-type": "application/json",
				"x-github-event": event,
				"x-hub-signature-256": await sign(secret, body),
			},
			body,
		});
	}
	const rows = () => db.query("SELECT event_id, event_type, status FROM build_events ORDER BY event_id");

	test("GitHub's published examples are stored once, in whatever order and however often they come", async () => {
		const deliveries = published().flatMap(({ name, examples }) => examples.map((payload) => [name, payload] as const));
		expect(deliveries.length).toBeGreaterThan(30);
		for (const [name, payload] of deliveries) expect((await deliver(name, payload)).status).toBeLessThan(300);
		const stored = await rows();
		for (const [name, payload] of deliveries.toReversed())
			expect((await deliver(name, payload)).status).toBeLessThan(300);
		expect(await rows()).toEqual(stored);
		expect(stored.length).toBeGreaterThan(10);
	});

	test("what a delivery wrote is said: 201 when it is new, 200 when it was known, 202 when there is nothing to keep", async () => {
		const [push] = published().find(({ name }) => name === "push")?.examples ?? [];
		const branch = { ...push, ref: "refs/heads/main", deleted: false };
		expect((await deliver("push", branch)).status).toBe(201);
		const again = await deliver("push", branch);
		expect([again.status, await again.json()]).toEqual([200, { event: "push", written: 0 }]);
		const ping = await deliver("ping", { zen: "Keep it logically awesome." });
		expect([ping.status, await ping.json()]).toEqual([202, expect.objectContaining({ ignored: expect.any(String) })]);
	});

	test.each([
		["with another secret's signature", () => deliver("push", {}, "another")],
		["without a signature", () => app.request("/v1/webhooks/github", { method: "POST", body: "{}" })],
	])("a delivery %s is refused, whatever key it brings", async (_, send) => {
		const response = await send();
		expect([response.status, await response.json()]).toEqual([401, expect.objectContaining({ code: "bad_signature" })]);
	});

	test("a server without a secret takes none", async () => {
		const closed = testApp(db, {}, appOf([githubWebhookRoutes]));
		const response = await closed.request("/v1/webhooks/github", {
			method: "POST",
			headers: { "x-hub-signature-256": await sign("", "{}").catch(() => "sha256=00") },
			body: "{}",
		});
		expect(response.status).toBe(401);
		expect(await response.text()).toContain("VAGUS_GITHUB_WEBHOOK_SECRET is not set");
	});

	test("a payload that is not JSON, or not the event's, is a fault of the sender", async () => {
		expect((await deliver("push", "payload=%7B%7D")).status).toBe(400);
		const response = await deliver("workflow_run", { action: "completed" });
		expect([response.status, await response.json()]).toEqual([
			400,
			expect.objectContaining({ code: "invalid_argument" }),
		]);
		expect(await rows()).toEqual([]);
	});
});

interface Published {
	name: string;
	examples: Record<string, unknown>[];
}

function published(): Published[] {
	const kept = ["workflow_run", "workflow_job", "check_run", "deployment", "deployment_status", "push"];
	return (examples as unknown as Published[]).filter(({ name }) => kept.includes(name));
}
