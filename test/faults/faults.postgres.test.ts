import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { removeFolders } from "../support/folder.ts";
import { servers } from "../support/servers.ts";
import { killAll } from "../support/vagusProcess.ts";
import { startExporter } from "./support/exporterSender.ts";
import { type Fault, faults, faultsOf } from "./support/faults.ts";
import { canHaveOwnPostgres, type OwnPostgres, startOwnPostgres } from "./support/ownPostgres.ts";
import { startPythonExporter } from "./support/pythonSender.ts";
import { randomOf } from "./support/random.ts";
import { startRawSenders } from "./support/rawSender.ts";
import { sentRecords } from "./support/sent.ts";
import { countedLogs, tallyByFault } from "./support/tally.ts";
import { createWorld, type World } from "./support/world.ts";

/** Each fault once, unless the environment says how many: then all in turn, and the rest at random. */
const ROUNDS = process.env.VAGUS_TEST_FAULT_ROUNDS;

/** Printed, to meet the same faults again. */
const SEED = Number(process.env.VAGUS_TEST_FAULT_SEED ?? Date.now() % 1_000_000);

/** An interpreter with OpenTelemetry's SDK; `infra/opentelemetry/fetch.sh` prints its path. */
const PYTHON = process.env.VAGUS_TEST_OPENTELEMETRY_PYTHON;

const TIMEOUT_MS = 300_000 + Number(ROUNDS ?? 0) * 30_000;

describe.each(servers.filter(({ name }) => name === "postgres"))(
	"telemetry under faults of all on its way",
	(shared) => {
		let own: OwnPostgres | undefined;
		let world: World | undefined;
		beforeAll(async () => {
			if (canHaveOwnPostgres()) own = await startOwnPostgres();
		});
		afterEach(async () => {
			await killAll();
			await removeFolders();
		});
		afterAll(() => own?.end());

		test(
			"is stored once for each record that was acknowledged, and never twice",
			async () => {
				const random = randomOf(SEED);
				const plan = planOf(own ? [...faults, ...faultsOf(own)] : faults, random.pick);
				world = await createWorld({ ...shared, ...(own && { url: own.url }) }, { tablespace: own?.tablespace });
				const sent = sentRecords();
				const senders = [
					startRawSenders(world.url, world.server.key, randomOf(SEED), sent),
					startExporter(world.url, world.server.key, sent),
					...(PYTHON ? [await startPythonExporter(PYTHON, world.url, world.server.key, sent)] : []),
				];
				for (const [round, fault] of plan.entries()) {
					for (const sender of senders) sender.enter(round);
					await sent.more(random.between(1, 20));
					await fault.strike(world, random);
					await sent.more(10);
				}
				await Promise.all(senders.map((sender) => sender.finish()));
				const tallies = await tallyByFault(
					world.direct,
					sent,
					plan.map(({ name }) => name),
				);
				const { rows, counted } = await countedLogs(world.direct);
				await world.end();

				console.log(`${plan.length} rounds of faults, VAGUS_TEST_FAULT_SEED=${SEED}`);
				console.table(tallies);
				expect(sent.surprises).toEqual([]);
				for (const name of ["raw", "sdk", ...(PYTHON ? ["python"] : [])]) {
					expect([...sent.ids("logs")].some(([id, taken]) => taken && id.split(".")[1] === name)).toBe(true);
				}
				for (const tally of Object.values(tallies)) expect(tally).toMatchObject({ missing: 0, doubled: 0 });
				expect(counted).toBe(rows);
			},
			TIMEOUT_MS,
		);
	},
);

function planOf(all: Fault[], pick: <Item>(items: Item[]) => Item): Fault[] {
	return Array.from({ length: Number(ROUNDS ?? all.length) }, (_, round) => all[round] ?? pick(all));
}
