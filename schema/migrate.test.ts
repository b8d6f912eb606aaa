import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { PGlite } from "@electric-sql/pglite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createEmptyDatabase, testDatabases } from "../test/support/databases.ts";
import { servers } from "../test/support/servers.ts";
import { batchOf, logRow, pointRow, seriesRow, spanRow } from "../test/support/telemetry.ts";
import type { Database } from "./database.ts";
import { openPg } from "./drivers/pg.ts";
import { fromEngine } from "./drivers/pglite.ts";
import { dumpSchema } from "./dumps/dumpSchema.ts";
import { migrate } from "./migrate.ts";
import { SCHEMA_VERSION } from "./schemaVersion.ts";
import { writeTelemetry } from "./write/writeTelemetry.ts";

const TIERS = { plain: "none", postgres: "apache", community: "community" } as const;

describe.each(testDatabases)("migrate over $name", ({ open }) => {
	let db: Database;
	beforeEach(async () => {
		db = await open();
	});
	afterEach(() => db.close());

	test("a second run applies nothing and changes nothing", async () => {
		const before = await dumpSchema(db);
		expect(await migrate(db)).toMatchObject({ applied: [], version: SCHEMA_VERSION });
		expect(await dumpSchema(db)).toBe(before);
	});

	test("a view or function that was dropped by hand is put back", async () => {
		const before = await dumpSchema(db);
		await db.script("DROP VIEW metrics_1min; DROP FUNCTION histogram_quantile");
		expect(await dumpSchema(db)).not.toBe(before);
		await migrate(db);
		expect(await dumpSchema(db)).toBe(before);
	});

	test("a database that is newer than the program is refused, and left alone", async () => {
		await db.script("INSERT INTO vagus_migrations (version, name) VALUES (9999, 'later'); DROP VIEW metrics_1min");
		await expect(migrate(db)).rejects.toThrow(
			`The database's schema is version 9999, newer than this program's ${SCHEMA_VERSION}. Update Vagus.`,
		);
		expect(await db.query("SELECT to_regclass('metrics_1min') AS view")).toEqual([{ view: null }]);
	});
});

test("a server without pgvector is refused with what to install", async () => {
	const db = fromEngine(await PGlite.create());
	await expect(migrate(db)).rejects.toThrow(
		"This PostgreSQL lacks the extension vector (pgvector). Install it on the server.",
	);
	expect(await db.query("SELECT to_regclass('vagus_migrations') AS migrations")).toEqual([{ migrations: null }]);
	await db.close();
});

describe.each(servers)("migrate on an empty database of $name", (server) => {
	let url: string;
	let drop: () => Promise<void>;
	let opened: Database[];
	beforeEach(async () => {
		({ url, drop } = await createEmptyDatabase(server));
		opened = [];
	});
	afterEach(async () => {
		await Promise.all(opened.map((db) => db.close()));
		await drop();
	});

	const connect = (connectionString = url) => {
		const db = openPg({ connectionString, max: 2 });
		opened.push(db);
		return db;
	};

	test("finds the tier, and says what it found and did", async () => {
		expect(await migrate(connect())).toEqual({
			tier: TIERS[server.name],
			versions: {
				postgresql: expect.stringMatching(/^\d+\.\d+/),
				vector: expect.stringMatching(/^\d+\.\d+/),
				pg_trgm: expect.stringMatching(/^\d+\.\d+/),
				...(server.name !== "plain" && { timescaledb: expect.stringMatching(/^\d+\.\d+/) }),
			},
			applied: expect.arrayContaining(["000001_telemetry.sql"]),
			version: SCHEMA_VERSION,
			hints: server.name === "plain" ? [expect.stringContaining("add timescaledb to shared_preload_libraries")] : [],
		});
	});

	test("two pools at once migrate it once", async () => {
		const reports = await Promise.all([migrate(connect()), migrate(connect())]);
		expect(reports.map((report) => report.applied.length).sort()).toEqual([0, SCHEMA_VERSION]);
		expect(reports.map((report) => report.tier)).toEqual([TIERS[server.name], TIERS[server.name]]);
	});

	test("two processes at once migrate it once", async () => {
		const program = `
			const { openPg } = await import(${JSON.stringify(new URL("./drivers/pg.ts", import.meta.url))});
			const { migrate } = await import(${JSON.stringify(new URL("./migrate.ts", import.meta.url))});
			const db = openPg({ connectionString: ${JSON.stringify(url)} });
			console.log((await migrate(db)).applied.length);
			await db.close();`;
		const run = () => promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program]);
		const outputs = await Promise.all([run(), run()]);
		expect(outputs.map(({ stdout }) => Number(stdout)).sort()).toEqual([0, SCHEMA_VERSION]);
	});

	describe("for a role that is no superuser", () => {
		let role: string;
		let asRole: string;
		beforeEach(async () => {
			role = new URL(url).pathname.slice(1);
			const withRole = new URL(url);
			withRole.username = role;
			withRole.password = "secret";
			asRole = withRole.toString();
			await connect().script(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'; ALTER SCHEMA public OWNER TO ${role}`);
		});
		afterEach(async () => {
			await Promise.all(opened.map((db) => db.close()));
			opened = [];
			await drop();
			const admin = openPg({ connectionString: server.url, max: 1 });
			await admin.query(`DROP ROLE ${role}`);
			await admin.close();
		});

		test("it says what a superuser has to do first", async () => {
			await expect(migrate(connect(asRole))).rejects.toThrow(
				"A superuser has to run this once in this database: CREATE EXTENSION vector;",
			);
		});

		test("it migrates its own database once the extension is there", async () => {
			await connect().script(`CREATE EXTENSION vector; ALTER DATABASE ${role} OWNER TO ${role}`);
			const db = connect(asRole);
			expect(await migrate(db)).toMatchObject({ tier: TIERS[server.name], version: SCHEMA_VERSION });
			expect(await migrate(db)).toMatchObject({ applied: [] });
		});

		test.runIf(server.name !== "plain")("TimescaleDB that comes later takes the rows that are there", async () => {
			await connect().script("CREATE EXTENSION vector; CREATE EXTENSION pg_trgm");
			const db = connect(asRole);
			expect(await migrate(db)).toMatchObject({
				tier: "none",
				hints: [expect.stringContaining("CREATE EXTENSION timescaledb")],
			});
			const series = [seriesRow()];
			await writeTelemetry(
				db,
				batchOf({ logs: [logRow(), logRow({ message: "two" })], spans: [spanRow()], series, points: [pointRow()] }),
				null,
			);
			await connect().script("CREATE EXTENSION timescaledb");
			const again = connect(asRole);
			expect(await migrate(again)).toMatchObject({ tier: TIERS[server.name], applied: [], hints: [] });
			expect(
				await again.query(`SELECT hypertable_name AS name, num_chunks::int AS chunks
					FROM timescaledb_information.hypertables ORDER BY 1`),
			).toEqual([
				{ name: "application_logs", chunks: 1 },
				{ name: "metric_points", chunks: 1 },
				{ name: "test_results", chunks: 0 },
				{ name: "trace_spans", chunks: 1 },
			]);
			expect(await again.query("SELECT message FROM application_logs ORDER BY log_id")).toEqual([
				{ message: "hello" },
				{ message: "two" },
			]);
			await writeTelemetry(again, batchOf({ logs: [logRow({ message: "three" })], spans: [spanRow()] }), null);
			expect(await again.query("SELECT count(*)::int AS logs, max(log_id) AS id FROM application_logs")).toEqual([
				{ logs: 3, id: "3" },
			]);
			const fresh = await dumpOfFresh();
			expect(await dumpSchema(again)).toBe(fresh);
		});

		async function dumpOfFresh(): Promise<string> {
			const other = await createEmptyDatabase(server);
			const db = openPg({ connectionString: other.url, max: 1 });
			await migrate(db);
			const dump = await dumpSchema(db);
			await db.close();
			await other.drop();
			return dump;
		}
	});
});

describe.each(servers.filter(({ name }) => name === "community"))("jobs on $name", (server) => {
	test("keep their ids, and take a changed age", async () => {
		const { url, drop } = await createEmptyDatabase(server);
		const db = openPg({ connectionString: url, max: 1 });
		await migrate(db);
		const jobs = () =>
			db.query<{ id: number; drop_after: string }>(`SELECT job_id AS id, config ->> 'drop_after' AS drop_after
				FROM timescaledb_information.jobs WHERE hypertable_name = 'application_logs' AND proc_name = 'policy_retention'`);
		const [first] = await jobs();
		await migrate(db);
		expect(await jobs()).toEqual([first]);
		await db.query(
			`SELECT alter_job(job_id, config => jsonb_set(config, '{drop_after}', '"5 days"'))
			FROM timescaledb_information.jobs WHERE job_id = $1`,
			[first?.id],
		);
		await migrate(db);
		expect(await jobs()).toEqual([{ id: expect.any(Number), drop_after: "90 days" }]);
		await db.close();
		await drop();
	});
});
