import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { openPglite } from "../../schema/drivers/pglite.ts";
import { emptyFolder, folderWithDatabase, removeFolders } from "../support/folder.ts";
import { logsBody, type Server, sendLogs } from "../support/logsOverHttp.ts";
import { killAll, runVagus, startProcess, startServer } from "../support/vagusProcess.ts";

/** How often the server is killed while it takes in logs. */
const KILLS = Number(process.env.VAGUS_TEST_KILLS ?? 3);

const TIMEOUT_MS = 60_000 + KILLS * 15_000;

afterEach(async () => {
	await killAll();
	await removeFolders();
});

test(
	"no acknowledged record is lost, and none that is sent again is doubled, however often the server is killed",
	async () => {
		const cwd = await folderWithDatabase();
		const sender = logSender();
		for (let round = 0; round < KILLS; round++) {
			const server = await startServer({ cwd });
			await sender.sendUntil(server, 1 + Math.floor(Math.random() * 60), () => server.child.kill("SIGKILL"));
			expect(await server.ended).toMatchObject({ signal: "SIGKILL" });
		}
		const last = await startServer({ cwd });
		await sender.sendRest(last);
		last.child.kill("SIGTERM");
		expect(await last.ended).toMatchObject({ code: 0 });

		const counts = await countById(cwd);
		const faults = sender.ids().filter((id) => counts.get(id) !== 1);
		expect(faults.map((id) => `${id}: ${counts.get(id) ?? 0} rows`)).toEqual([]);
		expect(counts.size).toBe(sender.ids().length);
	},
	TIMEOUT_MS,
);

test(
	"a first start that is killed at any step is taken up by the next",
	async () => {
		const cwd = await emptyFolder();
		const directory = join(cwd, ".vagus");
		const holds = (path: string) => existsSync(join(directory, path));
		const tables = () => (holds("pgdata/base/5") ? readdirSync(join(directory, "pgdata/base/5")).length : 0);
		let madeEmpty = 0;
		const steps: [string, () => boolean][] = [
			["the directory is locked", () => holds("lock.json")],
			["the files of the database are written", () => holds("pgdata.new/base")],
			["they are complete and are not yet moved", () => holds("pgdata.new/PG_VERSION")],
			["they are moved to their place", () => holds("pgdata/PG_VERSION")],
			[
				"the schema is being made",
				() => {
					madeEmpty ||= tables();
					return tables() > madeEmpty;
				},
			],
		];
		for (const [step, reached] of steps) {
			const vagus = startProcess(["start"], { cwd, env: { PORT: "0" } });
			while (!reached()) {
				expect(vagus.child.exitCode, `${step}: ${vagus.stderr()}`).toBeNull();
				// Looked at as often as it takes not to miss a step, and no oftener: the process needs the processor too.
				await delay(1);
			}
			vagus.child.kill("SIGKILL");
			await vagus.ended;
		}
		const server = await startServer({ cwd });
		expect(await sendLogs(server, logsBody(["after all"]))).toBe(true);
		expect(holds("pgdata.new")).toBe(false);
		expect(await runVagus(["doctor"], { cwd })).toMatchObject({ code: 0 });
	},
	TIMEOUT_MS,
);

/** Batches sent at once by each of the senders, several in flight at a time. */
const SENDERS = 4;
const BATCH = 5;

/** Sends ever new batches, and keeps what was not acknowledged for the next server: as an exporter with a queue does. */
function logSender() {
	const bodies: { ids: string[]; body: string; acknowledged: boolean }[] = [];
	const nextBody = () => {
		const ids = Array.from({ length: BATCH }, (_, index) => `record-${bodies.length}-${index}`);
		const made = { ids, body: logsBody(ids), acknowledged: false };
		bodies.push(made);
		return made;
	};
	async function sendRest(server: Server): Promise<void> {
		for (const waiting of bodies.filter((body) => !body.acknowledged)) {
			waiting.acknowledged = await sendLogs(server, waiting.body);
			expect(waiting.acknowledged).toBe(true);
		}
	}
	return {
		ids: () => bodies.flatMap((body) => body.ids),
		sendRest,
		/** Calls `stop` at once when so many batches are acknowledged; ends when the server answers no more. */
		async sendUntil(server: Server, batches: number, stop: () => void): Promise<void> {
			await sendRest(server);
			let left = batches;
			const send = async () => {
				for (;;) {
					const next = nextBody();
					next.acknowledged = await sendLogs(server, next.body);
					if (!next.acknowledged) return;
					if (--left === 0) stop();
				}
			};
			await Promise.all(Array.from({ length: SENDERS }, send));
			expect(left, "batches that were to be acknowledged still").toBeLessThanOrEqual(0);
		},
	};
}

async function countById(cwd: string): Promise<Map<string, number>> {
	const db = await openPglite({ dataDir: join(cwd, ".vagus", "pgdata") });
	const rows = await db.query<{ message: string; count: number }>(
		"SELECT message, count(*)::integer AS count FROM application_logs WHERE message LIKE 'record-%' GROUP BY message",
	);
	await db.close();
	return new Map(rows.map((row) => [row.message, row.count]));
}
