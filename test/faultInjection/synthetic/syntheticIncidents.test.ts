import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../../schema/database.ts";
import { openTestPglite } from "../../support/databases.ts";
import { SIGNALS, type Signal } from "./batchOfIncident.ts";
import { evaluate, type Outcome } from "./evaluate.ts";
import { SYNTHETIC_FAULTS } from "./faults.ts";

/**
 * Incidents of each set of signals, and the first one's seed:
 * `VAGUS_INCIDENTS=60 VAGUS_INCIDENT_SEED=1000 vitest run test/faultInjection/synthetic` prints how many are right.
 */
const INCIDENTS = Number(process.env.VAGUS_INCIDENTS ?? 4);
const SEED = Number(process.env.VAGUS_INCIDENT_SEED ?? 1);

let db: Database;
beforeAll(async () => {
	db = await openTestPglite();
});
afterAll(() => db.close());

test.each<[string, readonly Signal[], number]>([
	["metrics alone", ["metrics"], 0.75],
	["traces alone", ["traces"], 0.5],
	["metrics, traces and logs", SIGNALS, 0.75],
])("by %s the service at fault is mostly found", { timeout: 60_000 * INCIDENTS }, async (name, signals, least) => {
	const outcomes: Outcome[] = [];
	for (let seed = SEED; seed < SEED + INCIDENTS; seed += 1) outcomes.push(await evaluate(db, seed, signals));
	console.log(summary(name, outcomes));
	expect(within(outcomes, 1) / outcomes.length).toBeGreaterThanOrEqual(least);
});

test("what logs tell apart is found by logs alone", async () => {
	const outcomes = [await evaluate(db, FAILING.code, ["logs"]), await evaluate(db, FAILING.crash, ["logs"])];
	expect(outcomes.map(({ fault, place }) => [fault, place])).toEqual([
		["code error", 1],
		["crash", 1],
	]);
});

/** Seeds of incidents that show in logs. */
const FAILING = { code: 19, crash: 15 };

function summary(name: string, outcomes: Outcome[]): string {
	const kinds = SYNTHETIC_FAULTS.flatMap((fault) => {
		const of = outcomes.filter((outcome) => outcome.fault === fault);
		return of.length === 0 ? [] : [`${fault} ${within(of, 1)}/${of.length}`];
	});
	const missed = outcomes.filter(({ place }) => place !== 1).map(({ seed }) => seed);
	return (
		`By ${name}: first ${within(outcomes, 1)}, among three ${within(outcomes, 3)} of ${outcomes.length}; ` +
		`${kinds.join(", ")}.${missed.length > 0 ? ` Not first: seeds ${missed.join(", ")}.` : ""}`
	);
}

function within(outcomes: Outcome[], most: number): number {
	return outcomes.filter(({ place }) => place !== null && place <= most).length;
}
