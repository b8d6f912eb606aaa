// OTLP logs over HTTP to committed rows, beside what the database itself can do: `npm run bench:ingest`. With
// VAGUS_TEST_POSTGRES_URL on that server as well, else on the embedded database alone. `--quick` for a tenth of the rows.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Table from "cli-table3";
import ora from "ora";
import { openPg } from "../../../schema/drivers/pg.ts";
import { migrate } from "../../../schema/migrate.ts";
import { startServer } from "../../support/vagusProcess.ts";
import { copyFloor, multiRowInsert } from "./floors.ts";
import { cpuSeconds, cpuSecondsOfTree, parentOf, peakMemory } from "./processes.ts";
import { type Load, send } from "./send.ts";

const ROWS = process.argv.includes("--quick") ? 20_000 : 200_000;
/** Small requests cost more each: fewer rows tell as much. */
const MAX_REQUESTS = ROWS / 100;
const LOADS: Omit<Load, "requests">[] = (["protobuf", "json"] as const).flatMap((encoding) =>
	[100, 1_000, 5_000].flatMap((records) => [1, 16].map((clients) => ({ encoding, records, clients }))),
);

const spinner = ora();
const database = process.env.VAGUS_TEST_POSTGRES_URL;
if (database) await onPostgres(database);
await measure("Node + PGlite", null, null);

async function onPostgres(serverUrl: string): Promise<void> {
	const url = new URL(serverUrl);
	const name = "vagus_bench_ingest";
	const admin = openPg({ connectionString: serverUrl, max: 1 });
	await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
	await admin.query(`CREATE DATABASE ${name}`);
	url.pathname = `/${name}`;
	const db = openPg({ connectionString: url.toString(), max: 1 });
	const { versions, tier } = await migrate(db);
	console.log(`PostgreSQL ${versions.postgresql}, TimescaleDB ${versions.timescaledb ?? "none"} (${tier})`);
	spinner.start("COPY");
	const floor = await copyFloor(url.toString(), ROWS);
	spinner.start("multi-row INSERT");
	const plan = await multiRowInsert(url.toString(), ROWS);
	spinner.stop();
	console.log(`COPY, text, one connection: ${rate(floor)} rows/s. Multi-row INSERT of 1,000: ${rate(plan)} rows/s.`);
	await measure("Node + PostgreSQL", url.toString(), { floor, plan });
	const [size] = await db.query<{ bytes: number }>(
		`SELECT sum(pg_total_relation_size(inhrelid))::float8 / nullif((SELECT count(*) FROM application_logs), 0) AS bytes
		FROM pg_inherits WHERE inhparent = 'application_logs'::regclass`,
	);
	if (size?.bytes) console.log(`On disk, indexes included: ${Math.round(size.bytes)} bytes a row.`);
	await db.close();
	await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
	await admin.close();
}

async function measure(
	name: string,
	databaseUrl: string | null,
	compared: { floor: number; plan: number } | null,
): Promise<void> {
	const postmaster = databaseUrl ? await postmasterOf(databaseUrl) : null;
	const folder = await mkdtemp(join(tmpdir(), "vagus-bench-"));
	// Requests about requests would be counted with them.
	const env = { OTEL_SDK_DISABLED: "true", ...(databaseUrl && { DATABASE_URL: databaseUrl }) };
	const server = await startServer({ cwd: folder, env });
	const table = new Table({
		head: [name, "records", "clients", "rows/s", "of COPY", "of INSERT", "server CPU µs/row", "database CPU µs/row"],
		style: { head: [], border: [] },
	});
	let serial = 1;
	for (const load of LOADS) {
		spinner.start(`${name}: ${load.encoding}, ${load.records} records, ${load.clients} clients`);
		const requests = Math.max(load.clients, Math.min(MAX_REQUESTS, Math.ceil(ROWS / load.records)));
		await send(server, { ...load, requests: load.clients }, serial);
		serial += load.clients;
		const before = [cpuSeconds(server.pid), postmaster ? cpuSecondsOfTree(postmaster) : 0] as const;
		const seconds = await send(server, { ...load, requests }, serial);
		serial += requests;
		const rows = requests * load.records;
		const perRow = (after: number, earlier: number) => (((after - earlier) * 1e6) / rows).toFixed(1);
		const perSecond = rows / seconds;
		table.push([
			load.encoding,
			load.records,
			load.clients,
			rate(perSecond),
			compared ? `${Math.round((100 * perSecond) / compared.floor)} %` : "",
			compared ? `${(perSecond / compared.plan).toFixed(2)} ×` : "",
			perRow(cpuSeconds(server.pid), before[0]),
			postmaster ? perRow(cpuSecondsOfTree(postmaster), before[1]) : "",
		]);
	}
	spinner.stop();
	console.log(table.toString());
	console.log(`Peak memory of the server: ${Math.round(peakMemory(server.pid))} MiB.`);
	await server.stop();
	await rm(folder, { recursive: true, force: true });
}

/** The server's first process, on this machine; its pid is a backend's parent. */
async function postmasterOf(databaseUrl: string): Promise<number | null> {
	const db = openPg({ connectionString: databaseUrl, max: 1 });
	const [row] = await db.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
	const parent = row ? parentOf(row.pid) : null;
	await db.close();
	return parent;
}

function rate(perSecond: number): string {
	return Math.round(perSecond).toLocaleString("en");
}
