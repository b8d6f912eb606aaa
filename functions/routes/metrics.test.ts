import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../schema/database.ts";
import { openTestPglite } from "../../test/support/databases.ts";
import { startEmbeddingService } from "../../test/support/embeddingService.ts";
import { logsSample, variedLogs } from "../../test/support/otlp/logsSample.ts";
import { SAMPLE_SECOND } from "../../test/support/otlp/otlpSample.ts";
import { type TestApp, testApp } from "../../test/support/testApp.ts";
import { chooseEmbedder } from "../chooseEmbedder.ts";
import { readEnvironment } from "../environment.ts";

let db: Database;
let app: TestApp;
beforeAll(async () => {
	db = await openTestPglite();
	app = testApp(db);
});
afterAll(() => db.close());

/** Value of the one line of a metric that has these labels. */
async function value(name: string, ...labels: string[]): Promise<number> {
	const response = await app.request("/metrics");
	expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
	const lines = (await response.text()).split("\n").filter((line) => line.startsWith(`${name}{`));
	const found = lines.filter((line) => labels.every((label) => line.includes(label)));
	expect(found.length).toBeLessThanOrEqual(1);
	return Number(found[0]?.split("} ")[1]?.split(" ")[0] ?? 0);
}

const send = (body: Uint8Array) =>
	app.request("/v1/logs", {
		method: "POST",
		headers: { "content-type": "application/x-protobuf" },
		body: Uint8Array.from(body),
	});

test("counts rows, bytes, stages, and batches that were known", async () => {
	const { protobuf } = logsSample((logger) => {
		for (const record of variedLogs) logger.emit({ observedTimestamp: [SAMPLE_SECOND, 0], ...record });
	});
	await send(protobuf);
	await send(protobuf);
	expect(await value("vagus_ingest_rows_total", 'signal="logs"')).toBe(variedLogs.length);
	expect(await value("vagus_ingest_bytes_total", 'signal="logs"')).toBe(2 * protobuf.length);
	expect(await value("vagus_ingest_duplicates_total", 'signal="logs"')).toBe(1);
	expect(await value("vagus_ingest_stage_duration_count", 'stage="queue"')).toBe(2);
	expect(await value("vagus_ingest_stage_duration_count", 'stage="decode"')).toBe(2);
	expect(await value("vagus_ingest_stage_duration_count", 'stage="commit"')).toBe(2);
});

test("counts requests by route and status, refusals by reason, and never by what a stranger sends", async () => {
	const path = "/strange/123";
	await app.request(path, { method: "BREW" });
	await send(new Uint8Array([255]));
	await app.request("/v1/logs", { method: "POST", key: "vgs_unknown_to_this_server" });
	expect(await value("vagus_refusals_total", 'reason="invalid_otlp"')).toBe(1);
	expect(await value("vagus_refusals_total", 'reason="unauthorized"')).toBe(1);
	const labels = ['http_route="/v1/logs"', 'http_response_status_code="401"'];
	expect(await value("http_server_request_duration_count", ...labels)).toBe(1);
	const text = await (await app.request("/metrics")).text();
	expect(text).not.toContain(path);
	expect(text).not.toContain("BREW");
});

test("counts the tokens that the model had, by service, and tells which appliance answers", async () => {
	const service = await startEmbeddingService();
	const embedder = chooseEmbedder(
		readEnvironment({ VAGUS_EMBEDDINGS_URL: "http://127.0.0.1:1", VAGUS_EMBEDDINGS_FALLBACK_URL: service.url }),
	);
	const own = testApp(await openTestPglite(), { embedder });
	const resource = { attributes: [{ key: "service.name", value: { stringValue: "shop" } }] };
	const scopeLogs = [{ logRecords: [{ body: { stringValue: "cart is empty" } }] }];
	await own.request("/v1/logs", {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ resourceLogs: [{ resource, scopeLogs }] }),
	});
	await own.settled();
	const text = await (await own.request("/metrics")).text();
	expect(text).toMatch(/^vagus_embedding_tokens_total\{service="shop"[^}]*\} 5$/m);
	expect(text).toMatch(/^vagus_embedder_answers\{appliance="primary"[^}]*\} 0$/m);
	expect(text).toMatch(/^vagus_embedder_answers\{appliance="fallback"[^}]*\} 1$/m);
	service.close();
	await own.db.close();
});

test("tells how many texts wait for their vector", async () => {
	await app.settled();
	await db.query(
		"INSERT INTO observability_embeddings (content_id, kind, content, claimable_at) VALUES (1, 'log', 'waits', 'infinity')",
	);
	expect(await value("vagus_embeddings", 'state="pending"')).toBe(1);
});

test("still answers while the database is away", async () => {
	const away = { ...db, query: () => Promise.reject(new Error("gone")) };
	const response = await testApp(away).request("/metrics");
	expect(response.status).toBe(200);
});

test("is not for a key that only sends", async () => {
	const { key } = (await (
		await app.request("/api/keys", {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ name: "sender", scopes: ["ingest"] }),
		})
	).json()) as { key: string };
	expect((await app.request("/metrics", { key })).status).toBe(403);
});
