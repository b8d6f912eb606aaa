import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contentOf } from "../core/templates/logContent.ts";
import { lexicalEmbedder } from "../embedding/lexicalEmbedder.ts";
import type { Database } from "../schema/database.ts";
import { openTestPglite, testDatabases } from "../test/support/databases.ts";
import { ago, NOW, seedLogs } from "../test/support/seed.ts";
import { DEADLOCK, ONSET, seedIncident } from "../test/support/seedIncident.ts";
import { investigateLimits } from "./investigate/limits.ts";
import { investigate, investigateArguments, investigateResult } from "./investigate.ts";
import { parseArguments } from "./parseArguments.ts";

function asking(db: () => Database) {
	return async (args: object) =>
		investigateResult
			.strict()
			.parse(
				await investigate(
					{ db: db(), embedder: lexicalEmbedder, now: NOW },
					parseArguments(investigateArguments, args),
				),
			);
}

describe.each(testDatabases)("investigate over $name", ({ open }) => {
	let db: Database;
	const ask = asking(() => db);

	beforeAll(async () => {
		db = await open();
		await seedIncident(db);
	});
	afterAll(() => db.close());

	test("names where it began rather than where it shows, since when, and what was deployed before", async () => {
		const { onset, rootCauses, changes, verdict } = await ask({});
		expect(Math.abs(Date.parse(onset.at) - Date.parse(ago(ONSET)))).toBeLessThanOrEqual(2 * 60_000);
		expect(rootCauses[0]?.service).toBe("ledger");
		expect(changes[0]).toMatchObject({ kind: "deployment", service: "ledger", ids: { eventId: "before" } });
		expect(changes.map(({ ids }) => ids.eventId)).not.toContain("after");
		expect(verdict).toMatch(/^It began in ledger \(score 0\.\d\d\), since 2026-03-10T12:(0[89]|1[01])/);
	});

	test("every part of a score has its figures, a sentence and ids", async () => {
		const [ledger] = (await ask({})).rootCauses;
		const left = ledger?.parts.reduce(
			(product, { weight, strength, kept }) => product * (1 - weight * strength * kept),
			1,
		);
		expect(ledger?.score).toBeCloseTo(1 - (left ?? 0), 2);
		expect(ledger?.parts.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["failures", "messages", "change"]));
		expect(ledger?.parts.find(({ kind }) => kind === "failures")).toMatchObject({
			statement: expect.stringMatching(
				/^\d+ of \d+ failing traces fail first in ledger, 0 of 0 before: ledger "UPDATE accounts/,
			),
			ids: { traceId: expect.stringMatching(/^[0-9a-f]{32}$/) },
		});
	});

	test("explains an error that is given by its words or its id", async () => {
		const byWords = await ask({ error: "deadlock updating account" });
		expect(byWords.error).toMatchObject({ template: contentOf("log", DEADLOCK).content });
		expect(byWords.onset).toMatchObject({ by: "the error's occurrences", until: null });
		const byId = await ask({ error: byWords.error?.contentIds[0] });
		expect(byId.rootCauses.map(({ service }) => service)).toEqual(byWords.rootCauses.map(({ service }) => service));
		expect(byId.rootCauses[0]?.service).toBe("ledger");
	});

	test("follows a service to what it calls", async () => {
		const { rootCauses } = await ask({ service: "shop" });
		expect(rootCauses[0]).toMatchObject({ service: "ledger", isReached: true });
		const fromBelow = await ask({ service: "ledger" });
		expect(fromBelow.rootCauses[0]?.service).toBe("ledger");
	});

	test("recalls tests that failed alike and what was proposed then", async () => {
		const { similar, next } = await ask({ error: DEADLOCK });
		expect(similar.tests).toMatchObject([{ message: DEADLOCK, commitSha: "abcdef1234567890" }]);
		expect(similar.proposals).toMatchObject([{ proposalId: "p1", status: "merged" }]);
		expect(next.map(({ tool }) => tool)).toEqual(["trace_request", "service_health", "compare_test_runs"]);
	});

	test("takes an onset that is known, and looks as long before it", async () => {
		const onset = "2026-03-10T12:10:00.000Z";
		const found = await ask({ onset });
		expect(found.onset).toMatchObject({ at: onset, by: "given", toleranceMs: 0 });
		expect(found.rootCauses[0]?.service).toBe("ledger");
	});

	test("finds nothing where nothing changed", async () => {
		const { rootCauses, verdict, onset } = await ask({ from: ago(59), to: ago(ONSET + 2) });
		expect(rootCauses).toEqual([]);
		expect(onset.by).toBe("no sign");
		expect(verdict).toMatch(/^Nothing stands out since/);
	});
});

describe("what cannot be asked", () => {
	let db: Database;
	const ask = asking(() => db);
	beforeAll(async () => {
		db = await openTestPglite();
		await seedLogs(db, [{ message: "hello" }]);
	});
	afterAll(() => db.close());

	test.each([
		[{ service: "shpo" }, "Did you mean shop?"],
		[{ environment: "productoin" }, "Did you mean production?"],
		[{ error: "123456789012" }, "No error group and no template has the id 123456789012."],
		[{ error: "unheard of" }, 'Nothing was logged or failed in the last 30 days that is like "unheard of".'],
		[{ from: ago(10), to: ago(20) }, "from: it must be before to"],
		[{ from: "yesterday" }, "from: give a time as ISO 8601 has it"],
		[{ from: ago(60 * 24 * 100) }, "from: give a time of at most 90 days"],
		[{ from: ago(10), onset: ago(20) }, "onset: it must be between from and to."],
	])("%o", async (args, sentence) => {
		await expect(ask(args)).rejects.toThrow(sentence);
	});

	test("more services than are looked at are said to be left out", async () => {
		const services = Array.from({ length: investigateLimits.services }, (_, index) => ({
			service: `service-${index}`,
		}));
		await seedLogs(db, services);
		expect((await ask({})).notes).toContain(
			`The ${investigateLimits.services} services that were heard of last were looked at.`,
		);
	});
});
