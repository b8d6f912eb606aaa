import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { KEY } from "../../e2e/support/program.ts";
import { startWorker, type WorkerProgram } from "../../e2e/support/startWorker.ts";
import { createTestDatabase } from "../../support/databases.ts";
import { servers } from "../../support/servers.ts";
import { LEFT_OUT, OF_FIXTURES } from "./leftOut.ts";
import { runSuite } from "./runSuite.ts";

// The suite is a program of its own, with dozens of scenarios, and a Worker is bundled first.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const postgres = servers.filter((server) => server.name === "postgres");

describe.each(postgres)("Vagus in workerd over $name", (server) => {
	let database: Awaited<ReturnType<typeof createTestDatabase>>;
	let worker: WorkerProgram;
	beforeAll(async () => {
		database = await createTestDatabase(server);
		worker = await startWorker(database.url);
	});
	afterAll(async () => {
		await worker.stop();
		await database.drop();
	});

	test.each(["2026-07-28", "2025-11-25"])("passes the conformance suite of revision %s", async (revision) => {
		const results = await runSuite(`${worker.url}/mcp`, KEY, revision);
		expect(results.size).toBeGreaterThan(30);
		const failed = [...results].filter(([, { failed }]) => failed > 0).map(([name]) => name);
		const left = [...Object.keys(LEFT_OUT), ...OF_FIXTURES].filter((name) => results.has(name));
		expect(failed.toSorted()).toEqual(left.toSorted());
	});
});
