import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { removeFolders } from "../support/folder.ts";
import { servers, type TestServer } from "../support/servers.ts";
import { killAll } from "../support/vagusProcess.ts";
import { startExporter } from "./support/exporterSender.ts";
import { type Fault, faults, postgresKilled } from "./support/faults.ts";
import { canKillPostgres, startKillablePostgres, stopKillablePostgres } from "./support/killablePostgres.ts";
import { type Random, randomOf } from "./support/random.ts";
import { startRawSenders } from "./support/rawSender.ts";
import { sentRecords } from "./support/sent.ts";
import { countedLogs, tallyByFault } from "./support/tally.ts";
import { createWorld } from "./support/world.ts";

const KINDS = faults.length + (canKillPostgres ? 1 : 0);

/** Each fault once, unless the environment asks for more: then all in turn, and the rest at random. */
const ROUNDS = Number(process.env.VAGUS_TEST_FAULT_ROUNDS ?? KINDS);

/** Printed, to run the same again. */
const SEED = Number(process.env.VAGUS_TEST_FAULT_SEED ?? Date.now() % 1_000_000);

const TIMEOUT_MS = 120_000 + ROUNDS * 30_000;

describe.runIf(servers.some(({ name }) => name === "postgres"))("telemetry under faults", () => {
	let postgres: TestServer;
	const struck: Fault[] = [...faults];
	beforeAll(async () => {
		const [shared] = servers;
		if (shared) postgres = shared;
		if (!canKillPostgres) return;
		const own = await startKillablePostgres();
		postgres = { name: "postgres", url: own.url };
		struck.push(postgresKilled(own));
	}, 120_000);
	afterEach(async () => {
		await killAll();
		await removeFolders();
	});
	afterAll(async () => {
		if (canKillPostgres) await stopKillablePostgres();
	});

	test(
		"is stored once for each record that was acknowledged, and never twice",
		async () => {
			const random = randomOf(SEED);
			const world = await createWorld(postgres);
			const sent = sentRecords();
			const senders = [
				startRawSenders(world.url, world.server.key, random, sent),
				startExporter(world.url, world.server.key, sent),
			];
			const rounds: string[] = [];
			for (let round = 0; round < ROUNDS; round++) {
				const fault = faultOf(round, struck, random);
				rounds.push(fault.name);
				for (const sender of senders) sender.enter(round);
				await sent.more(random.between(1, 20));
				await fault.strike(world, random);
				await sent.more(10);
			}
			await Promise.all(senders.map((sender) => sender.finish()));
			const tallies = await tallyByFault(world.direct, sent, rounds);
			const { rows, counted } = await countedLogs(world.direct);
			await world.end();

			console.log(`${ROUNDS} rounds of faults, VAGUS_TEST_FAULT_SEED=${SEED}`);
			console.table(tallies);
			expect(sent.surprises).toEqual([]);
			for (const tally of Object.values(tallies)) expect(tally).toMatchObject({ missing: 0, doubled: 0 });
			expect(counted).toBe(rows);
		},
		TIMEOUT_MS,
	);
});

function faultOf(round: number, all: Fault[], random: Random): Fault {
	const [first, ...others] = all;
	const inTurn = all[round] ?? first;
	if (!inTurn || !first) throw new Error("There is no fault.");
	return round < all.length ? inTurn : random.pick([first, ...others]);
}
