import { afterAll, expect, test } from "vitest";
import { removeFolders } from "../support/folder.ts";
import { type RoundOutcome, runRound } from "./support/round.ts";

/** Rounds, and the first one's seed: `VAGUS_FAULT_ROUNDS=20 VAGUS_FAULT_SEED=100 vitest run test/faultInjection`. */
const ROUNDS = Number(process.env.VAGUS_FAULT_ROUNDS ?? 1);
const SEED = Number(process.env.VAGUS_FAULT_SEED ?? 1);

const outcomes: RoundOutcome[] = [];
afterAll(async () => {
	await removeFolders();
	console.log(summary());
});

test.each(Array.from({ length: ROUNDS }, (_, round) => [SEED + round]))(
	"of seed %i the service at fault is among the first three",
	async (seed) => {
		const outcome = await runRound(seed);
		outcomes.push(outcome);
		console.log(line(outcome));
		expect(outcome.servicePlace ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(3);
	},
);

function line({ plan, servicePlace, changePlace, onsetOffSeconds, result }: RoundOutcome): string {
	const target = "role" in plan.target ? plan.target.role : plan.target.database;
	const change = changePlace === undefined ? "" : `, its change ${changePlace ?? "missing"}`;
	return `seed ${plan.seed}: ${plan.fault} of ${target}: place ${servicePlace ?? "missing"}${change}, onset off by ${onsetOffSeconds.toFixed(1)} s. ${result.verdict}`;
}

function summary(): string {
	const services = outcomes.map(({ servicePlace }) => servicePlace);
	const changes = outcomes.flatMap(({ changePlace }) => (changePlace === undefined ? [] : [changePlace]));
	const within = (places: (number | null)[], most: number) =>
		places.filter((place) => place !== null && place <= most).length;
	return (
		`Service first ${within(services, 1)}, among three ${within(services, 3)} of ${services.length}; ` +
		`change first ${within(changes, 1)}, among three ${within(changes, 3)} of ${changes.length}.`
	);
}
