import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { leastSimilarity } from "../../core/groups/nearThresholds.ts";
import { lexicalEmbedder } from "../../embedding/lexicalEmbedder.ts";
import type { Database } from "../../schema/database.ts";
import { splitGroup } from "../../schema/groups/decisions/splitGroup.ts";
import { openTestPglite } from "../support/databases.ts";
import { groupOf, groupsOf, idOf, seedErrors } from "../support/errorGroups.ts";

let db: Database;
beforeAll(async () => {
	db = await openTestPglite();
});
afterAll(() => db.close());

const empty = () =>
	db.script(`TRUNCATE error_groups, error_group_members, error_group_events, error_sightings, template_aliases,
		template_groups, template_layouts, content_arrivals, observability_embeddings, template_activity, application_logs`);
beforeEach(empty);

const RUNS = 12;

/** Errors near to each other, some of one statement, some that say the same otherwise. */
const lines = [
	...["ann", "bob", "carol"].map((user) => `user ${user} was rejected by gateway`),
	"session store of shop is unavailable",
	"the session store of the shop is unavailable",
	"the session store of the shop is unavailable now",
	"pool: session store of shop is unavailable",
	"ERROR: pool: session store of shop was unavailable",
	"checkout: pool: session store of shop is unavailable",
	"TypeError: no total\n    at pay (/app/src/pay.ts:10:3)\n    at main (/app/main.ts:1:1)",
	"TypeError: no sum\n    at pay (/app/src/pay.ts:11:3)\n    at main (/app/main.ts:1:1)",
];
const arrivals = fc.shuffledSubarray(lines, { minLength: 2 });

it("has each error that is in a group for being near near to the group's first content", async () => {
	await fc.assert(
		fc.asyncProperty(arrivals, async (given) => {
			await empty();
			for (const line of given) await seedErrors(db, line);
			const rows = await db.query<{ similarity: number }>(`
				SELECT 1 - (e.embedding <=> m.embedding) AS similarity
				FROM error_group_members near
				JOIN error_groups g USING (group_id)
				JOIN observability_embeddings e ON e.content_id = near.content_id
				JOIN observability_embeddings m ON m.content_id = g.medoid_content_id
				WHERE near.rule = 'near'`);
			const least = leastSimilarity(lexicalEmbedder.model) ?? 1;
			for (const { similarity } of rows) expect(similarity).toBeGreaterThanOrEqual(least - 1e-6);
		}),
		{ numRuns: RUNS },
	);
});

it("makes the same groups by fingerprint and by statement, in whatever order and batches errors come", async () => {
	const apart = lines.filter((line) => !line.includes("session store"));
	await fc.assert(
		fc.asyncProperty(fc.shuffledSubarray(apart, { minLength: apart.length }), fc.boolean(), async (given, together) => {
			await empty();
			if (together) await seedErrors(db, ...given);
			else for (const line of given) await seedErrors(db, line);
			expect((await groupsOf(db, apart)).map((group) => group.length)).toEqual([3, 2]);
		}),
		{ numRuns: RUNS },
	);
});

it("never brings together what a person split, whatever comes after", async () => {
	await fc.assert(
		fc.asyncProperty(arrivals, arrivals, fc.nat(), async (before, after, choice) => {
			await empty();
			await seedErrors(db, ...before);
			const group = (await groupsOf(db, before)).find((members) => members.length > 1);
			if (!group) return;
			const leaving = group.slice(0, 1 + (choice % (group.length - 1)));
			const staying = group.filter((line) => !leaving.includes(line));
			await splitGroup(db, (await groupOf(db, staying[0] ?? "")) ?? "", leaving.map(idOf), "ann");
			for (const line of after) await seedErrors(db, line);
			const groups = await groupsOf(db, group);
			expect(groups.map((members) => members.toSorted()).toSorted()).toEqual(
				[leaving.toSorted(), staying.toSorted()].toSorted(),
			);
		}),
		{ numRuns: RUNS },
	);
});
