import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { removeServerFile, runningServer, type ServerFile, writeServerFile } from "./serverFile.ts";

let directory: string;
let server: Server;
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), "vagus-server-file-"));
});
afterEach(async () => {
	server?.close();
	await rm(directory, { recursive: true, force: true });
});

describe("the server that a file names", () => {
	test("is the one that takes its key", async () => {
		const file = await left((key) =>
			key === "Bearer vgs_right" ? [200, "application/json"] : [401, "application/json"],
		);
		expect(await runningServer(directory)).toEqual(file);
	});

	test("is there too while its database is away", async () => {
		const file = await left(() => [503, "application/problem+json"]);
		expect(await runningServer(directory)).toEqual(file);
	});

	// The process id is this one's, as if it had been given anew after a kill.
	test.each([
		["a program that answers everything with a page", 200, "text/html"],
		["a server with another key", 401, "application/problem+json"],
		["a program without such a path", 404, "application/json"],
	])("is none where its port is of %s", async (_, status, type) => {
		await left(() => [status, type]);
		expect(await runningServer(directory)).toBeNull();
	});

	test("is none where nobody listens on its port", async () => {
		await left(() => [200, "application/json"]);
		await new Promise((resolve) => server.close(resolve));
		expect(await runningServer(directory)).toBeNull();
	});

	test.each(["", "{", '{"url": 8787}', "null"])("is none where the file is %j", async (text) => {
		await writeFile(join(directory, "server.json"), text);
		expect(await runningServer(directory)).toBeNull();
	});
});

test("a server removes its own file alone", async () => {
	const other = { url: "http://127.0.0.1:1", pid: 1, key: "vgs_other" };
	await writeServerFile(directory, other);
	await removeServerFile(directory);
	expect(JSON.parse(await readFile(join(directory, "server.json"), "utf8"))).toEqual(other);
	await writeServerFile(directory, { ...other, pid: process.pid });
	await removeServerFile(directory);
	await expect(readFile(join(directory, "server.json"))).rejects.toMatchObject({ code: "ENOENT" });
});

async function left(answer: (key: string | undefined) => [status: number, type: string]): Promise<ServerFile> {
	server = createServer((request, response) => {
		const [status, type] = answer(request.headers.authorization);
		response.writeHead(status, { "content-type": type }).end("{}");
	}).listen(0, "127.0.0.1");
	await new Promise((resolve) => server.once("listening", resolve));
	const file = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		pid: process.pid,
		key: "vgs_right",
	};
	await writeServerFile(directory, file);
	return file;
}
