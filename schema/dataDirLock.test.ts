import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DataDirInUse, lockDataDir } from "./dataDirLock.ts";

let directory: string;
let children: ChildProcess[];
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), "vagus-lock-"));
	children = [];
});
afterEach(async () => {
	for (const child of children) child.kill("SIGKILL");
	await rm(directory, { recursive: true, force: true });
});

test("a second lock in one process is refused until the first is released", async () => {
	const lock = await lockDataDir(directory);
	await expect(lockDataDir(directory)).rejects.toBeInstanceOf(DataDirInUse);
	await lock.release();
	await lock.release();
	const again = await lockDataDir(directory);
	await again.release();
});

test("the refusal names the process that holds the directory and where it listens", async () => {
	const child = await lockInChild("http://127.0.0.1:8787");
	await expect(lockDataDir(directory)).rejects.toThrow(
		new RegExp(
			`^${directory} is in use by another vagus, process ${child.pid}, since \\S+Z, listening on http://127.0.0.1:8787\\.$`,
		),
	);
});

test("a killed process holds nothing", async () => {
	const child = await lockInChild();
	await expect(lockDataDir(directory)).rejects.toThrow(`process ${child.pid}, since`);
	child.kill("SIGKILL");
	await once(child, "exit");
	const lock = await lockDataDir(directory);
	await lock.release();
});

test("taking the lock prints no warning", async () => {
	const child = await lockInChild();
	expect(await readAll(child)).toBe("");
});

async function lockInChild(url?: string): Promise<ChildProcess> {
	const program = `
		const { lockDataDir } = await import(${JSON.stringify(new URL("./dataDirLock.ts", import.meta.url))});
		const lock = await lockDataDir(${JSON.stringify(directory)});
		${url ? `await lock.listening(${JSON.stringify(url)});` : ""}
		console.log("locked");
		setInterval(() => {}, 1000);`;
	const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
		cwd: fileURLToPath(new URL("..", import.meta.url)),
		stdio: ["ignore", "pipe", "pipe"],
		env: { PATH: process.env.PATH },
	});
	children.push(child);
	const [first] = await once(child.stdout as NodeJS.ReadableStream, "data");
	expect(String(first)).toBe("locked\n");
	return child;
}

async function readAll(child: ChildProcess): Promise<string> {
	const chunks: string[] = [];
	child.stderr?.on("data", (chunk) => chunks.push(String(chunk)));
	child.kill("SIGTERM");
	await once(child, "close");
	return chunks.join("");
}
