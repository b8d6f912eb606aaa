import { dirname, join, resolve } from "node:path";
import type { Settings } from "../../functions/environment.ts";
import type { Database } from "../../schema/database.ts";
import { migrate } from "../../schema/migrate.ts";
import { runningServer } from "./dataDir.ts";
import { openDatabase } from "./openDatabase.ts";
import { UserError } from "./userError.ts";

/** Where a command finds its answers: a server over HTTP, or the database itself. */
export type Target = { kind: "server"; url: string; key: string } | { kind: "database"; db: Database };

/**
 * Runs `work` against the server of VAGUS_URL, else the database of DATABASE_URL, else the local server that runs in
 * this folder or one above, else the embedded database itself.
 */
export async function withTarget<Result>(
	settings: Settings,
	work: (target: Target) => Promise<Result>,
): Promise<Result> {
	const server = await findServer(settings);
	if (server) return work({ kind: "server", ...server });
	const { db, close } = await openDatabase(settings);
	try {
		await migrate(db);
		return await work({ kind: "database", db });
	} finally {
		await close();
	}
}

/** The server that the settings name, or the local one; null where there is none. */
export async function findServer(settings: Settings): Promise<{ url: string; key: string } | null> {
	if (settings.VAGUS_URL) {
		const key = settings.VAGUS_API_KEY ?? (await localServer(settings))?.key;
		if (!key)
			throw new UserError("VAGUS_URL is set but VAGUS_API_KEY is not. `vagus keys create` on the server makes a key.");
		return { url: settings.VAGUS_URL, key };
	}
	if (settings.DATABASE_URL) return null;
	return localServer(settings);
}

async function localServer(settings: Settings): Promise<{ url: string; key: string } | null> {
	for (let folder = process.cwd(); ; folder = dirname(folder)) {
		const server = await runningServer(resolve(folder, settings.VAGUS_DATA_DIR));
		if (server) return server;
		if (dirname(folder) === folder || join(folder, settings.VAGUS_DATA_DIR) === settings.VAGUS_DATA_DIR) return null;
	}
}

/** Calls a route of a server and returns its JSON; a refusal becomes an error with the server's own words. */
export async function callServer(
	server: { url: string; key: string },
	method: string,
	path: string,
	body?: unknown,
): Promise<unknown> {
	const response = await fetch(new URL(path, server.url), {
		method,
		headers: { authorization: `Bearer ${server.key}`, "content-type": "application/json" },
		body: body === undefined ? undefined : JSON.stringify(body),
	}).catch((error) => {
		throw new UserError(`No server answers at ${server.url} (${error.cause?.code ?? error.message}). Is it running?`);
	});
	const reply = (await response.json().catch(() => ({}))) as { detail?: string };
	if (!response.ok) throw new UserError(reply.detail ?? `${server.url} answered ${response.status}.`);
	return reply;
}
