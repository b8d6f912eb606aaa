import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compareTestRuns, compareTestRunsArguments } from "../../answers/compareTestRuns.ts";
import { parseArguments } from "../../answers/parseArguments.ts";
import { search, searchArguments } from "../../answers/search.ts";
import { serviceHealth, serviceHealthArguments } from "../../answers/serviceHealth.ts";
import { groupTemplates } from "../../embedding/grouping/groupTemplates.ts";
import { lexicalEmbedder } from "../../embedding/lexicalEmbedder.ts";
import type { Database } from "../../schema/database.ts";
import { testDatabases } from "../support/databases.ts";
import { ago, NOW, seedLogs, seedRun } from "../support/seed.ts";

const COMMIT = "9fceb02d0ae598e95dc970b74767f19372d61af8";
const USERS = ["ann", "bob", "carol"];

describe.each(testDatabases)("answers over $name show templates of one statement as one", ({ open }) => {
	let db: Database;
	const context = () => ({ db, embedder: lexicalEmbedder, now: NOW });

	beforeAll(async () => {
		db = await open();
		for (const [index, user] of USERS.entries()) {
			await seedLogs(db, [
				{ message: `user ${user} was rejected`, level: "error", timestamp: ago(60 * 50 - index), service: "old" },
				{ message: `user ${user} was rejected`, level: "error", timestamp: ago(5 + index), requestId: `of-${user}` },
				{ message: "other trouble", level: "error" },
			]);
		}
		for (const source of ["ci", "local"] as const) {
			await seedRun(db, {
				runId: source,
				source,
				commitSha: COMMIT,
				tests: Object.fromEntries(
					["userMapper", "cartMapper", "orderJob", "priceJob"].map((name) => [
						`test of ${name}`,
						source === "ci" ? { error: `Loaded bean ${name} again` } : "passed",
					]),
				),
			});
		}
		await groupTemplates(db);
	});
	afterAll(() => db.close());

	test("in a search, whichever of them it finds, with their counts, first seen and newest sample", async () => {
		for (const query of ["rejected", "user bob was rejected", "carol"]) {
			const { hits } = await search(context(), parseArguments(searchArguments, { query, timeRange: "24h" }));
			const found = hits.filter(({ template }) => template.startsWith("user"));
			expect(found).toMatchObject([
				{
					template: "user <*> was rejected",
					count: 3,
					firstSeen: ago(60 * 50).replace(".000000", ""),
					isNew: false,
					services: ["shop"],
					sample: { message: "user ann was rejected", requestId: "of-ann" },
				},
			]);
		}
	});

	test("in a service's health", async () => {
		const health = await serviceHealth(context(), parseArguments(serviceHealthArguments, { service: "shop" }));
		expect(health.errors.map(({ template, count }) => [template, count])).toEqual([
			["other trouble", 3],
			["user <*> was rejected", 3],
		]);
	});

	test("in what tests fail by", async () => {
		const { verdict } = await compareTestRuns(
			context(),
			parseArguments(compareTestRunsArguments, { commitSha: COMMIT }),
		);
		expect(verdict).toContain('4 tests of these fail by one error, "Loaded bean <*> again"');
	});
});
