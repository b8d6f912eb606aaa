import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lexicalEmbedder } from "../embedding/lexicalEmbedder.ts";
import type { Database } from "../schema/database.ts";
import { testDatabases } from "../test/support/databases.ts";
import { ago, NOW, seedBuilds } from "../test/support/seed.ts";
import { deployments, deploymentsArguments, deploymentsResult } from "./deployments.ts";
import { parseArguments } from "./parseArguments.ts";

const OLD = "1111111111111111111111111111111111111111";
const NEW = "2222222222222222222222222222222222222222";
const BROKEN = "3333333333333333333333333333333333333333";

describe.each(testDatabases)("deployments over $name", ({ open }) => {
	let db: Database;
	const ask = async (args: object = {}) => {
		const parsed = parseArguments(deploymentsArguments, args);
		const context = { db, embedder: lexicalEmbedder, now: NOW };
		return deploymentsResult.strict().parse(await deployments(context, parsed));
	};

	beforeAll(async () => {
		db = await open();
		const shop = { service: "shop", environment: "production" };
		await seedBuilds(db, [
			{ ...shop, commitSha: OLD, timestamp: ago(300) },
			{ ...shop, commitSha: NEW, timestamp: ago(121), eventType: "deploy_start", status: "in_progress" },
			{ ...shop, commitSha: NEW, timestamp: ago(120), metadata: { by: "ada" } },
			{ ...shop, commitSha: BROKEN, timestamp: ago(60), status: "failure", errorMessage: "Health check failed" },
			{ ...shop, commitSha: BROKEN, timestamp: ago(5), eventType: "deploy_start", status: "in_progress" },
			{ environment: "staging", service: "shop", commitSha: NEW, timestamp: ago(200) },
			{ eventType: "build_complete", commitSha: NEW, timestamp: ago(130), metadata: { job: "test", actor: "bob" } },
			{ commitSha: OLD, service: "payments", environment: "production", timestamp: ago(60 * 24 * 20) },
		]);
	});
	afterAll(() => db.close());

	test("are listed newest first, each once, with the commit before and who it was", async () => {
		const { rows, page, failed, verdict } = await ask({ environment: "production" });
		expect(rows.map((row) => [row.commitSha, row.eventType, row.status, row.previousCommitSha, row.by])).toEqual([
			[BROKEN, "deploy_start", "in_progress", NEW, null],
			[BROKEN, "deploy_complete", "failure", NEW, null],
			[NEW, "deploy_complete", "success", OLD, "ada"],
			[OLD, "deploy_complete", "success", null, null],
		]);
		expect([page.total, failed]).toEqual([4, 1]);
		expect(verdict).toBe(
			"4 deployments in the last 7 days, 1 failed. The last: shop at 3333333333 to production, in_progress, 2026-03-10T12:25:00Z.",
		);
	});

	test.each([
		[{ service: "shop" }, 5],
		[{ service: "shop", environment: "staging" }, 1],
		[{ kinds: "build" }, 1],
		[{ kinds: ["build", "deploy"], repository: "acme/shop", branch: "main" }, 6],
		[{ commitSha: NEW.slice(0, 7) }, 2],
		[{ status: "failure" }, 1],
		[{ timeRange: "1h" }, 2],
		[{ timeRange: "30d", service: "payments" }, 1],
	])("are narrowed by %j", async (args, total) => {
		expect((await ask(args)).page.total).toBe(total);
	});

	test("come in pages that hold each once", async () => {
		const first = await ask({ limit: 3 });
		const second = await ask({ limit: 3, cursor: first.page.cursor });
		expect([first.page.truncated, second.page.truncated]).toEqual([true, false]);
		expect(new Set([...first.rows, ...second.rows].map(({ eventId }) => eventId)).size).toBe(5);
	});

	test("name a build by its job", async () => {
		expect((await ask({ kinds: "build" })).rows).toMatchObject([{ what: "test", by: "bob" }]);
	});

	test("of what is not known are answered with what is", async () => {
		await expect(ask({ service: "shpo" })).rejects.toThrow("Did you mean shop?");
		await expect(ask({ environment: "prod" })).rejects.toThrow("production");
		await expect(ask({ kinds: "release" })).rejects.toThrow("kinds cannot be");
		expect((await ask({ service: "payments" })).verdict).toBe("No deployment that matches in the last 7 days.");
	});
});
