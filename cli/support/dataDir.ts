import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What a running server leaves in its data directory for other commands to find it. Readable by its user alone. */
export interface ServerFile {
	url: string;
	pid: number;
	key: string;
}

export async function makeDataDir(directory: string): Promise<void> {
	await mkdir(directory, { recursive: true, mode: 0o700 });
	await writeFile(join(directory, ".gitignore"), "*\n");
}

/** The local key: made at the first start, the same ever after. */
export async function localKey(directory: string): Promise<string> {
	const file = join(directory, "key");
	const known = await readFile(file, "utf8").catch(() => null);
	if (known?.trim()) return known.trim();
	const key = `vgs_${randomBytes(32).toString("base64url")}`;
	await writeFile(file, `${key}\n`, { mode: 0o600 });
	return key;
}

export async function writeServerFile(directory: string, server: ServerFile): Promise<void> {
	const file = join(directory, "server.json");
	await writeFile(`${file}.new`, JSON.stringify(server), { mode: 0o600 });
	await rename(`${file}.new`, file);
}

export async function removeServerFile(directory: string): Promise<void> {
	await rm(join(directory, "server.json"), { force: true });
}

/** The server that runs on a data directory, or null. */
export async function runningServer(directory: string): Promise<ServerFile | null> {
	const text = await readFile(join(directory, "server.json"), "utf8").catch(() => null);
	if (!text) return null;
	const server = JSON.parse(text) as ServerFile;
	return isAlive(server.pid) ? server : null;
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
}
