// OTLP logs over HTTP to committed rows on each runtime, beside what the database itself can do: `npm run bench:ingest`.
// With VAGUS_TEST_POSTGRES_URL on that server as well, else on the embedded database alone. Options, after `--`:
//   --quick          a fifth of the rows, once
//   --rounds=3       how often each load is sent; the median is shown
//   --only=node      of the runtimes: node, workerd, pglite; several with commas between them
//   --json           one JSON document instead of the table
import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import ora from "ora";
import type { Database } from "../../../schema/database.ts";
import { withBenchDatabase } from "../benchDatabase.ts";
import { bytesPerLog } from "./bytesPerLog.ts";
import { type Floors, floorsOf } from "./floors.ts";
import { type Measured, measure } from "./measure.ts";
import { parentOf } from "./processes.ts";
import { type Line, median, medianOf, type Report, textOf } from "./report.ts";
import type { Load } from "./send.ts";
import { type Runtime, runtimes } from "./targets.ts";

const { values: options } = parseArgs({
	options: {
		quick: { type: "boolean", default: false },
		rounds: { type: "string" },
		only: { type: "string", default: Object.keys(runtimes).join() },
		json: { type: "boolean", default: false },
	},
});
const ROUNDS = Number(options.rounds ?? (options.quick ? 1 : 3));
const ROWS = options.quick ? 20_000 : 100_000;
/** Small requests cost more each: fewer rows tell as much. */
const MAX_REQUESTS = ROWS / 200;
const LOADS: Load[] = (["protobuf", "json"] as const).flatMap((encoding) =>
	[100, 1_000, 5_000].flatMap((records) =>
		[1, 16].map((clients) => ({
			encoding,
			records,
			clients,
			requests: Math.max(clients, Math.min(MAX_REQUESTS, ROWS / records)),
		})),
	),
);

const chosen = options.only.split(",").map((name) => {
	const runtime = runtimes[name];
	if (!runtime) throw new Error(`There is no runtime "${name}": ${Object.keys(runtimes).join(", ")}.`);
	return runtime;
});
const spinner = ora();
let serial = 1;
const report: Report = {
	at: new Date().toISOString(),
	load: { cores: availableParallelism(), before: loadavg()[0] ?? 0, after: 0 },
	database: null,
	floors: null,
	lines: [],
	bytesPerRow: null,
};
const onServer = chosen.filter((runtime) => runtime.onServer);
if (process.env.VAGUS_TEST_POSTGRES_URL && onServer.length > 0) await withBenchDatabase("ingest", compareOnServer);
for (const runtime of chosen.filter((runtime) => !runtime.onServer)) await compare(runtime, null);
report.load.after = loadavg()[0] ?? 0;
spinner.stop();
console.log(options.json ? JSON.stringify(report, null, "\t") : textOf(report));

interface Server {
	url: string;
	db: Database;
	postmaster: number | null;
	measureFloors: () => Promise<Floors>;
	floors: Floors[];
}

async function compareOnServer(db: Database, url: string): Promise<void> {
	spinner.start("making rows");
	const [backend] = await db.query<{ pid: number; version: string }>(
		"SELECT pg_backend_pid() AS pid, version() AS version",
	);
	report.database = backend?.version ?? null;
	const postmaster = backend ? parentOf(backend.pid) : null;
	const server: Server = { url, db, postmaster, measureFloors: await floorsOf(url, ROWS), floors: [] };
	for (const runtime of onServer) await compare(runtime, server);
	report.floors = {
		copy: median(server.floors.map(({ copy }) => copy)) ?? 0,
		insert: median(server.floors.map(({ insert }) => insert)) ?? 0,
	};
}

async function compare(runtime: Runtime, server: Server | null): Promise<void> {
	const target = await runtime.start(server?.url ?? "");
	const rounds = new Map<Load, Measured[]>(LOADS.map((load) => [load, []]));
	for (let round = 1; round <= ROUNDS; round += 1) {
		const name = `${runtime.name}, round ${round} of ${ROUNDS}`;
		spinner.start(`${name}: COPY and INSERT`);
		const floors = (await server?.measureFloors()) ?? null;
		if (floors) server?.floors.push(floors);
		for (const [load, measured] of rounds) {
			const { encoding, records, clients, requests } = load;
			spinner.start(`${name}: ${encoding}, ${records} records, ${clients} clients`);
			measured.push(await measure(target, load, serial, { floors, postmaster: server?.postmaster ?? null }));
			serial += clients + requests;
			if (!server) continue;
			report.bytesPerRow = await bytesPerLog(server.db);
			// Each load finds the table as COPY did.
			await server.db.script("TRUNCATE application_logs");
		}
	}
	await target.stop();
	for (const [{ encoding, records, clients }, measured] of rounds) {
		report.lines.push({ runtime: runtime.name, encoding, records, clients, ...medianOf(measured) } satisfies Line);
	}
}
