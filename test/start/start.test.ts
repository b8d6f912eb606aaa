import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { emptyFolder, folderWithDatabase, removeFolders } from "../support/folder.ts";
import { openRequest } from "../support/logsOverHttp.ts";
import { killAll, runVagus, startProcess, startServer } from "../support/vagusProcess.ts";

afterEach(async () => {
	await killAll();
	await removeFolders();
});

test("starts from nothing, keeps what it writes to its user, and leaves no trace of itself when it is stopped", async () => {
	const cwd = await emptyFolder();
	const server = await startServer({ cwd });
	expect(server.stderr()).toBe("");
	expect(await modeOf(cwd, ".vagus")).toBe(0o700);
	expect(await modeOf(cwd, ".vagus/key")).toBe(0o600);
	expect(await modeOf(cwd, ".vagus/server.json")).toBe(0o600);
	expect(await readFile(join(cwd, ".vagus", ".gitignore"), "utf8")).toBe("*\n");
	server.child.kill("SIGTERM");
	expect(await server.ended).toMatchObject({ code: 0, stderr: "" });
	expect((await readdir(join(cwd, ".vagus"))).sort()).toEqual([".gitignore", "key", "lock.db", "pgdata"]);
});

test("keeps its key and its data from one start to the next", async () => {
	const cwd = await folderWithDatabase();
	const first = await startServer({ cwd });
	const made = await runVagus(["keys", "create", "kept"], { cwd });
	first.child.kill("SIGINT");
	expect(await first.ended).toMatchObject({ code: 0 });
	const second = await startServer({ cwd });
	expect(second.key).toBe(first.key);
	const keys = await fetch(`${second.url}/api/keys`, { headers: { authorization: `Bearer ${made.stdout.trim()}` } });
	// It is known: what it may not do is told with its name.
	expect(await keys.json()).toMatchObject({ status: 403, detail: expect.stringContaining('"kept"') });
});

describe("a second process on the data directory of a running server", () => {
	test("is refused with a sentence that names the first, be it start or migrate", async () => {
		const cwd = await folderWithDatabase();
		const server = await startServer({ cwd });
		const refusal = new RegExp(
			`^vagus: \\.vagus is in use by another vagus, process ${server.pid}, since \\S+Z, listening on ${server.url}\\.\n$`,
		);
		for (const command of ["start", "migrate"]) {
			const second = await runVagus([command], { cwd, env: { PORT: "0" } });
			expect(second).toMatchObject({ code: 1, stdout: "", stderr: expect.stringMatching(refusal) });
		}
	});

	test("asks the server where it is maintain, from a folder below too", async () => {
		const cwd = await folderWithDatabase();
		await startServer({ cwd });
		const below = join(cwd, ".vagus", "pgdata");
		expect(await runVagus(["maintain"], { cwd: below })).toMatchObject({
			code: 0,
			stdout: expect.stringMatching(/^embedded\t/),
		});
	});
});

describe("stopping", () => {
	test("waits a moment for a request that does not end, then ends all the same", async () => {
		const server = await startServer({ cwd: await folderWithDatabase() });
		await openRequest(server);
		const at = performance.now();
		server.child.kill("SIGTERM");
		expect(await server.ended).toMatchObject({ code: 0 });
		expect(performance.now() - at).toBeGreaterThan(500);
	});

	test("ends at once at a second Ctrl+C", async () => {
		const server = await startServer({ cwd: await folderWithDatabase() });
		await openRequest(server);
		const repeat = setInterval(() => server.child.kill("SIGINT"), 50);
		const end = await server.ended;
		clearInterval(repeat);
		expect(end).toMatchObject({ code: 130 });
	});
});

test("says which port is taken, and how to choose another", async () => {
	const taken = createServer().listen(0, "127.0.0.1");
	await new Promise((resolve) => taken.once("listening", resolve));
	const { port } = taken.address() as AddressInfo;
	const refused = await runVagus(["start"], { cwd: await folderWithDatabase(), env: { PORT: String(port) } });
	taken.close();
	expect(refused).toMatchObject({ code: 1, stdout: "" });
	expect(refused.stderr).toBe(
		`vagus: Port ${port} on 127.0.0.1 is taken by another program. Stop it, or choose another port: PORT=${port + 1} vagus start\n`,
	);
});

test("says where the port is taken by another Vagus, in the words by which it was started", async () => {
	const server = await startServer({ cwd: await folderWithDatabase() });
	const { port } = new URL(server.url);
	const npm = {
		npm_lifecycle_event: "start",
		npm_package_json: fileURLToPath(new URL("../../package.json", import.meta.url)),
	};
	const refused = await runVagus(["start"], { cwd: await folderWithDatabase(), env: { PORT: port, ...npm } });
	expect(refused).toMatchObject({ code: 1, stdout: "" });
	expect(refused.stderr).toBe(
		`vagus: Port ${port} on 127.0.0.1 is taken by another Vagus, ${server.url}. Use that, stop it, or choose another port: PORT=${Number(port) + 1} npm start\n`,
	);
});

test("warns where other machines can reach it", async () => {
	const server = await startServer({ cwd: await folderWithDatabase(), env: { HOST: "0.0.0.0" } });
	server.child.kill("SIGTERM");
	const { stderr } = await server.ended;
	expect(stderr).toMatch(/^vagus: HOST is 0\.0\.0\.0: other machines can reach this server, without encryption\./);
});

test("an embedded database that is damaged is told in a sentence, and left as it is", async () => {
	const cwd = await folderWithDatabase();
	const version = join(cwd, ".vagus", "pgdata", "PG_VERSION");
	await writeFile(version, "12\n");
	const refused = await runVagus(["start"], { cwd });
	expect(refused).toMatchObject({ code: 1, stdout: "" });
	expect(refused.stderr).toMatch(
		/^vagus: The embedded database in \.vagus\/pgdata cannot be opened .* to begin anew\.\n$/,
	);
	expect(await readFile(version, "utf8")).toBe("12\n");
});

test("a wrong setting ends it with a sentence that names the variable", async () => {
	const cwd = await emptyFolder();
	const refused = await startProcess(["start"], { cwd, env: { PORT: "80a" } }).ended;
	expect(refused).toMatchObject({ code: 1, stderr: "vagus: PORT must be a port number from 0 to 65535\n" });
	expect(await readdir(cwd)).toEqual([]);
});

async function modeOf(folder: string, file: string): Promise<number> {
	return (await stat(join(folder, file))).mode & 0o777;
}
