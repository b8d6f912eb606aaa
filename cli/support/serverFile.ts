import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writePrivately } from "./dataDir.ts";

/** What a running server leaves in its data directory for other commands to find it. Readable by its user alone. */
export type ServerFile = z.infer<typeof serverFile>;

const serverFile = z.object({ url: z.url(), pid: z.number(), key: z.string() });

export async function writeServerFile(directory: string, server: ServerFile): Promise<void> {
	await writePrivately(join(directory, SERVER_FILE), JSON.stringify(server));
}

/** Removes this process's own file: a server on another database may have put its own there since. */
export async function removeServerFile(directory: string): Promise<void> {
	const server = await readServerFile(directory);
	if (server?.pid === process.pid) await rm(join(directory, SERVER_FILE), { force: true });
}

/**
 * The server that runs on a data directory, or null. A killed server leaves its file, and both its process id and its
 * port may be another program's by now: the server is who answers there and takes the key.
 */
export async function runningServer(directory: string): Promise<ServerFile | null> {
	const server = await readServerFile(directory);
	return server && (await takesKey(server)) ? server : null;
}

const SERVER_FILE = "server.json";

/** A server on this machine answers at once. */
const PATIENCE_MS = 2_000;

async function readServerFile(directory: string): Promise<ServerFile | null> {
	const text = await readFile(join(directory, SERVER_FILE), "utf8").catch(() => null);
	if (text === null) return null;
	try {
		return serverFile.parse(JSON.parse(text));
	} catch {
		return null;
	}
}

async function takesKey(server: ServerFile): Promise<boolean> {
	const response = await fetch(new URL("/api/keys", server.url), {
		headers: { authorization: `Bearer ${server.key}` },
		signal: AbortSignal.timeout(PATIENCE_MS),
	}).catch(() => null);
	await response?.body?.cancel();
	const type = response?.headers.get("content-type") ?? "";
	// 503: its database is away.
	return (response?.status === 200 || response?.status === 503) && /^application\/(problem\+)?json/.test(type);
}
