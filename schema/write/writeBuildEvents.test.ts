import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildRows } from "../../core/builds/buildRows.ts";
import { sentBuildEvents } from "../../core/builds/sentBuildEvents.ts";
import { testDatabases } from "../../test/support/databases.ts";
import type { Database } from "../database.ts";
import { writeBuildEvents } from "./writeBuildEvents.ts";

const FAILED = {
	eventId: "deploy-1",
	repository: "acme/shop",
	branch: "main",
	commitSha: "9fceb02d0ae598e95dc970b74767f19372d61af8",
	eventType: "deploy_complete",
	status: "failure",
	completedAt: "2026-03-10T11:01:30Z",
	environment: "production",
	service: "checkout",
	errorMessage: "readiness probe failed",
	artifacts: ["https://artifacts.example.com/1"],
};

describe.each(testDatabases)("writing build events over $name", ({ open }) => {
	let db: Database;
	const write = (body: unknown) =>
		writeBuildEvents(db, buildRows(sentBuildEvents.parse(body), { receivedAt: new Date() }));

	beforeAll(async () => {
		db = await open();
	});
	afterAll(() => db.close());

	test("an event is stored once, however often and with whom it is sent", async () => {
		expect(await write(FAILED)).toEqual(["deploy-1"]);
		const [a, b] = await Promise.all([write([FAILED, { ...FAILED, eventId: "deploy-2" }]), write(FAILED)]);
		expect([...a, ...b]).toEqual(["deploy-2"]);
		const rows = await db.query("SELECT event_id, service, artifacts FROM build_events ORDER BY event_id");
		expect(rows).toEqual([
			{ event_id: "deploy-1", service: "checkout", artifacts: ["https://artifacts.example.com/1"] },
			{ event_id: "deploy-2", service: "checkout", artifacts: ["https://artifacts.example.com/1"] },
		]);
	});

	test("events that fail alike in one request are counted together", async () => {
		const alike = ["a", "b", "c"].map((eventId) => ({
			...FAILED,
			eventId,
			service: "cart",
			errorMessage: "disk full",
		}));
		expect(await write(alike)).toEqual(["a", "b", "c"]);
		const counted = await db.query("SELECT count::integer FROM template_activity WHERE service = 'cart'");
		expect(counted).toEqual([{ count: 3 }]);
	});

	test("its failure is counted once, and found under its template", async () => {
		const rows = await db.query(
			`SELECT e.kind, e.content, a.service, a.environment, a.count::integer
			FROM observability_embeddings e JOIN template_activity a USING (content_id) WHERE a.service = 'checkout'`,
		);
		expect(rows).toEqual([
			{ kind: "build", content: "readiness probe failed", service: "checkout", environment: "production", count: 2 },
		]);
	});
});
