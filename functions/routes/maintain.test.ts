import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EmbedderUnavailable } from "../../embedding/embedder.ts";
import { lexicalEmbedder } from "../../embedding/lexicalEmbedder.ts";
import type { Database } from "../../schema/database.ts";
import { openTestPglite } from "../../test/support/databases.ts";
import { seedLogs } from "../../test/support/seed.ts";
import { testApp } from "../../test/support/testApp.ts";

const away = { ...lexicalEmbedder, embed: () => Promise.reject(new EmbedderUnavailable("no route to the model")) };

let db: Database;
beforeEach(async () => {
	db = await openTestPglite();
	await seedLogs(db, [
		{ message: "disk full", timestamp: "2020-01-01T00:00:00.000000Z" },
		{ message: "disk full", timestamp: new Date().toISOString().replace("Z", "000Z") },
	]);
});
afterEach(() => db.close());

const contents = () => db.query("SELECT content, state, last_error FROM observability_embeddings");
/** As if back-offs had run out. */
const letTimePass = () => db.query("UPDATE observability_embeddings SET claimable_at = now() - interval '1 second'");

describe("POST /api/maintain", () => {
	test("embeds what waits, drops what is past its age, and says so", async () => {
		const response = await testApp(db).request("/api/maintain", { method: "POST" });
		expect([response.status, await response.json()]).toMatchObject([
			200,
			{
				drained: { embedded: 1, failed: 0 },
				waiting: 0,
				finished: true,
				tasks: expect.arrayContaining([expect.objectContaining({ name: "expired application_logs", rows: 1 })]),
			},
		]);
		expect(await contents()).toEqual([{ content: "disk full", state: "ready", last_error: null }]);
	});

	test("cleans all the same where the model is away", async () => {
		const response = await testApp(db, { embedder: away }).request("/api/maintain", { method: "POST" });
		expect([response.status, await response.json()]).toMatchObject([
			200,
			{ drained: { embedded: 0, failed: 0, error: "no route to the model" }, waiting: 1, finished: true },
		]);
		expect(await db.query("SELECT count(*)::int AS count FROM application_logs")).toEqual([{ count: 1 }]);
		expect(await contents()).toMatchObject([{ state: "pending" }]);
	});

	test("drops the oldest telemetry where the database is larger than it may be", async () => {
		const anHourAgo = new Date(Date.now() - 3_600_000).toISOString().replace("Z", "000Z");
		await seedLogs(db, [{ message: "young, yet old enough", timestamp: anHourAgo }]);
		const response = await testApp(db, { maxBytes: 1 }).request("/api/maintain", { method: "POST" });
		expect(((await response.json()) as { tasks: unknown[] }).tasks).toContainEqual(
			expect.objectContaining({ name: "over the cap application_logs", rows: 1 }),
		);
	});
});

describe("what waits for its vector", () => {
	const logs = { resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: "sent meanwhile" } }] }] }] };
	const send = (app: ReturnType<typeof testApp>, path: string, body: object) =>
		app.request(path, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify(body),
		});

	test("holds no request up, and is done after the next one, whatever that brings", async () => {
		const without = testApp(db, { embedder: away });
		expect((await send(without, "/v1/logs", logs)).status).toBe(200);
		await without.settled();
		expect(without.failures).toEqual([expect.any(EmbedderUnavailable)]);
		expect(await db.query("SELECT message FROM application_logs WHERE message = 'sent meanwhile'")).toHaveLength(1);
		await letTimePass();
		const again = testApp(db);
		expect((await send(again, "/v1/metrics", {})).status).toBe(200);
		await again.settled();
		expect((await contents()).map((row) => row.state)).toEqual(["ready", "ready"]);
	});
});
