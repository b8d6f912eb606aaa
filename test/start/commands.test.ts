import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { databaseDir } from "../../cli/support/dataDir.ts";
import { openPglite } from "../../schema/drivers/pglite.ts";
import { createEmptyDatabase } from "../support/databases.ts";
import { emptyFolder, folderWithDatabase, removeFolders } from "../support/folder.ts";
import { logsBody, sendLogs } from "../support/logsOverHttp.ts";
import { seedLogs } from "../support/seed.ts";
import { servers } from "../support/servers.ts";
import { killAll, type RunningServer, runVagus, startProcess, startServer } from "../support/vagusProcess.ts";

describe("the command line", () => {
	afterEach(removeFolders);

	test("alone prints its help", async () => {
		const alone = await runVagus([], { cwd: await emptyFolder() });
		expect(alone).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Usage: vagus /), stderr: "" });
	});

	test("refuses an unknown command with a hint and exit code 1", async () => {
		const refused = await runVagus(["serch"], { cwd: await emptyFolder() });
		expect(refused).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining("Did you mean search?") });
	});

	test.each([["search", "x"], ["keys", "list"], ["maintain"]])(
		"%s makes no database where there is none",
		async (...args) => {
			const refused = await runVagus(args, { cwd: await emptyFolder() });
			expect(refused).toMatchObject({ code: 1, stdout: "" });
			expect(refused.stderr).toMatch(
				/^vagus: No server runs here and \.vagus holds no data\. Run `vagus start`, or set /,
			);
		},
	);
});

describe("with a running server", () => {
	let cwd: string;
	let below: string;
	let server: RunningServer;
	beforeAll(async () => {
		cwd = await folderWithDatabase();
		below = join(cwd, "project", "src");
		await mkdir(below, { recursive: true });
		server = await startServer({ cwd });
		expect(await sendLogs(server, logsBody(["connect ECONNREFUSED 10.0.0.7", "cart is empty"]))).toBe(true);
	});
	afterAll(async () => {
		await killAll();
		await removeFolders();
	});

	test("search asks it, from a folder below too", async () => {
		const found = await runVagus(["search", "econnrefused"], { cwd: below });
		expect(found).toMatchObject({ code: 0, stderr: "" });
		expect(found.stdout).toMatch(
			/^log\tinfo\t1\t\S+Z\t\S+Z\tunknown_service\tconnect ECONNREFUSED \S+\t\t\t\t-?\d+\n$/,
		);
		const json = await runVagus(["search", "econnrefused", "--json"], { cwd: below });
		expect(JSON.parse(json.stdout)).toMatchObject({ hits: [{ count: 1 }], page: { total: 1 } });
	});

	test("a search that finds nothing is no failure", async () => {
		expect(await runVagus(["search", "flux capacitor"], { cwd })).toMatchObject({
			code: 0,
			stdout: "",
			stderr: "Nothing was seen that matches, in the last 90 days either.\n",
		});
	});

	test("keys are made, used, listed and revoked", async () => {
		const { stdout } = await runVagus(["keys", "create", "shop", "--scope", "ingest,read"], { cwd });
		const key = stdout.trim();
		expect(key).toMatch(/^vgs_[\w-]{43}$/);
		expect(await sendLogs({ url: server.url, key }, logsBody(["by its own key"]))).toBe(true);
		expect((await runVagus(["keys", "list"], { cwd })).stdout).toMatch(
			/^key_\w+\tshop\tingest,read\tactive\t.* UTC\t.* UTC\n$/,
		);
		expect(await runVagus(["keys", "revoke", "shop"], { cwd })).toMatchObject({ code: 0 });
		expect(await sendLogs({ url: server.url, key }, logsBody(["too late"]))).toBe(false);
		const again = await runVagus(["keys", "revoke", "shop"], { cwd });
		expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('No key "shop" is in use.') });
	});

	test("a key for a page may do no more than send", async () => {
		const page = ["keys", "create", "page", "--origin", "https://shop.example.com"];
		const refused = await runVagus([...page, "--scope", "ingest,read"], { cwd });
		expect(refused).toMatchObject({
			code: 1,
			stdout: "",
			stderr: expect.stringMatching(/^vagus: scopes must be ingest alone where origins are given: .*\.\n$/),
		});
		expect(await runVagus(page, { cwd })).toMatchObject({ code: 0, stderr: "" });
	});

	test("doctor finds it well, and a wrong key broken", async () => {
		const well = await runVagus(["doctor"], { cwd });
		expect(well).toMatchObject({ code: 0, stderr: "" });
		expect(well.stdout).toContain(`ok\tserver\t${server.url} is ready\t\nok\tkey\tmay do everything\t\n`);
		const env = { VAGUS_URL: server.url, VAGUS_API_KEY: "vgs_0123456789abcdef" };
		const wrong = await runVagus(["doctor", "--json"], { cwd, env });
		expect(wrong.code).toBe(1);
		expect(JSON.parse(wrong.stdout)).toContainEqual({
			check: "key",
			state: "broken",
			found: expect.stringContaining("The key is unknown, revoked or expired."),
		});
	});

	test("its key is sent to no other server", async () => {
		const refused = await runVagus(["keys", "list"], { cwd, env: { VAGUS_URL: "http://127.0.0.1:1" } });
		expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("VAGUS_API_KEY is not") });
	});

	test("a reader that has enough of the output ends it without a word", async () => {
		const listing = startProcess(["template", "--help"], { cwd });
		listing.child.stdout?.destroy();
		expect(await listing.ended).toMatchObject({ code: 0, stderr: "" });
	});
});

describe("without a server, on the embedded database", () => {
	afterEach(removeFolders);

	test("search and keys read it themselves, from a folder below too", async () => {
		const cwd = await folderWithDatabase();
		const db = await openPglite({ dataDir: databaseDir(join(cwd, ".vagus")) });
		await seedLogs(db, [{ message: "Tape drive jammed", level: "error", timestamp: new Date().toISOString() }]);
		await db.close();
		const below = join(cwd, "src");
		await mkdir(below);
		const found = await runVagus(["search", "tape", "jammed", "--level", "error,fatal"], { cwd: below });
		expect(found).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining("\tTape drive jammed\t") });
		expect(await runVagus(["keys", "create", "direct"], { cwd })).toMatchObject({ code: 0 });
		expect((await runVagus(["keys", "list"], { cwd })).stdout).toContain("\tdirect\tingest\tactive\t");
		expect(await runVagus(["doctor"], { cwd })).toMatchObject({
			code: 0,
			stdout: expect.stringContaining("ok\tschema"),
		});
	});

	test("doctor says what is broken, and ends with 1", async () => {
		const cwd = await emptyFolder();
		const settings = await runVagus(["doctor"], { cwd, env: { DATABASE_URL: "mysql://somewhere" } });
		expect(settings.code).toBe(1);
		expect(settings.stdout).toContain("broken\tsettings\tDATABASE_URL must be a URL like postgres://");
		const embedder = await runVagus(["doctor"], { cwd, env: { VAGUS_EMBEDDINGS_URL: "http://127.0.0.1:1" } });
		expect(embedder.code).toBe(1);
		expect(embedder.stdout).toContain("broken\tembedder\thttp://127.0.0.1:1");
		await writeFile(join(cwd, ".vagus"), "no directory");
		const start = await runVagus(["start"], { cwd });
		expect(start).toMatchObject({
			code: 1,
			stderr: expect.stringMatching(/^vagus: The data directory \.vagus cannot be written to/),
		});
	});
});

describe("with DATABASE_URL", () => {
	afterEach(removeFolders);
	const PASSWORD = "correct-horse";

	test("a server that cannot be reached is told in a sentence, without the password", async () => {
		const env = { DATABASE_URL: `postgres://someone:${PASSWORD}@127.0.0.1:1/vagus` };
		for (const command of [["migrate"], ["start"], ["search", "x"], ["keys", "list"], ["maintain"]]) {
			const refused = await runVagus(command, { cwd: await emptyFolder(), env });
			expect(refused).toMatchObject({ code: 1, stdout: "" });
			expect(refused.stderr).toBe(
				"vagus: PostgreSQL 127.0.0.1:1/vagus cannot be used: connect ECONNREFUSED 127.0.0.1:1. Is the server running, and are host and port in DATABASE_URL right?\n",
			);
		}
	});

	describe.each(servers)("of a server ($name)", (given) => {
		const TIERS = {
			postgres: "TimescaleDB, Apache edition",
			plain: "No TimescaleDB",
			community: "TimescaleDB, Community edition",
		};

		test("migrate tells what it found and did, once and again; then start serves from it", async () => {
			const { url, drop } = await createEmptyDatabase(given);
			const options = { cwd: await emptyFolder(), env: { DATABASE_URL: url } };
			const early = await runVagus(["search", "x"], options);
			expect(early).toMatchObject({ code: 1, stderr: expect.stringContaining("Run `vagus migrate`.") });
			const first = await runVagus(["migrate"], options);
			expect(first).toMatchObject({ code: 0, stderr: "" });
			expect(first.stdout).toMatch(/^PostgreSQL \S+: postgresql 1\d.*, vector \d/);
			expect(first.stdout).toContain(`\n${TIERS[given.name]}`);
			expect(first.stdout).toMatch(/Applied 000001_\S+, .* The schema is now at version \d+\.\n$/);
			expect((await runVagus(["migrate"], options)).stdout).toMatch(/\nNothing to apply: /);
			const server = await startServer(options);
			expect(await sendLogs(server, logsBody(["into PostgreSQL"]))).toBe(true);
			expect((await runVagus(["search", "postgresql"], options)).stdout).toContain("\tinto PostgreSQL\t");
			server.child.kill("SIGTERM");
			expect(await server.ended).toMatchObject({ code: 0, stderr: "" });
			await drop();
		});

		test("a wrong password and a missing database are told, without the password", async () => {
			const wrong = new URL(given.url);
			wrong.password = PASSWORD;
			const missing = new URL(given.url);
			missing.pathname = "/no_such_database";
			const cwd = await emptyFolder();
			for (const [url, words] of [
				[wrong, "password authentication failed for user"],
				[missing, 'database "no_such_database" does not exist'],
			] as const) {
				const refused = await runVagus(["migrate"], { cwd, env: { DATABASE_URL: url.href } });
				expect(refused).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining(words) });
				expect(refused.stderr).not.toContain(PASSWORD);
				expect(refused.stderr.split("\n")).toHaveLength(2);
			}
		});
	});
});
