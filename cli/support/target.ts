import type { Settings } from "../../functions/environment.ts";
import type { Database } from "../../schema/database.ts";
import { readyState } from "../../schema/schemaVersion.ts";
import { dataDirs, findDataDir } from "./dataDir.ts";
import { migrateDatabase } from "./migrateDatabase.ts";
import { openDatabase } from "./openDatabase.ts";
import { runningServer } from "./serverFile.ts";
import { UserError } from "./userError.ts";

export interface Server {
	url: string;
	key: string;
}

/** Where a command finds its answers: a server over HTTP, or the database itself. */
export type Target = ({ kind: "server" } & Server) | { kind: "database"; db: Database };

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
	const opened = await openDatabase(
		settings.DATABASE_URL ? settings : { ...settings, VAGUS_DATA_DIR: known(settings) },
	);
	try {
		await bringUpToDate(opened.db, settings);
		return await work({ kind: "database", db: opened.db });
	} finally {
		await opened.close();
	}
}

/** The server that the settings name, or the local one; null where there is none. */
export async function findServer(settings: Settings): Promise<Server | null> {
	if (settings.VAGUS_URL) return { url: settings.VAGUS_URL, key: await keyFor(settings.VAGUS_URL, settings) };
	if (settings.DATABASE_URL) return null;
	return localServer(settings);
}

/** The server that runs in this folder or one above. */
async function localServer(settings: Settings): Promise<Server | null> {
	for (const directory of dataDirs(settings.VAGUS_DATA_DIR)) {
		const server = await runningServer(directory);
		if (server) return { url: server.url, key: settings.VAGUS_API_KEY ?? server.key };
	}
	return null;
}

/** The local server's key is sent to no other. */
async function keyFor(url: string, settings: Settings): Promise<string> {
	if (settings.VAGUS_API_KEY) return settings.VAGUS_API_KEY;
	const local = await localServer(settings);
	if (local && new URL(local.url).origin === new URL(url).origin) return local.key;
	throw new UserError("VAGUS_URL is set but VAGUS_API_KEY is not. `vagus keys create` on the server makes a key.");
}

function known(settings: Settings): string {
	const directory = findDataDir(settings.VAGUS_DATA_DIR);
	if (directory) return directory;
	throw new UserError(
		`No server runs here and ${settings.VAGUS_DATA_DIR} holds no data. Run \`vagus start\`, or set VAGUS_URL and VAGUS_API_KEY to a server's, or DATABASE_URL.`,
	);
}

/** An embedded database is this user's to migrate; what a server's database needs is for its operator to run. */
async function bringUpToDate(db: Database, settings: Settings): Promise<void> {
	const state = await readyState(db);
	if (state.ready) return;
	if (settings.DATABASE_URL) throw new UserError(state.reason);
	await migrateDatabase(db);
}

/** Calls a route of a server and returns its JSON; a refusal becomes an error with the server's own words. */
export async function callServer(server: Server, method: string, path: string, body?: unknown): Promise<unknown> {
	const response = await fetch(new URL(path, server.url), {
		method,
		headers: {
			authorization: `Bearer ${server.key}`,
			...(body !== undefined && { "content-type": "application/json" }),
		},
		body: body === undefined ? undefined : JSON.stringify(body),
	}).catch((error) => {
		throw new UserError(unanswered(server, error), { cause: error });
	});
	const reply = (await response.json().catch(() => null)) as { detail?: string } | null;
	if (response.ok && reply !== null) return reply;
	throw new UserError(
		reply?.detail ?? `${server.url} answered ${response.status}, not as a Vagus does. Check VAGUS_URL.`,
	);
}

/** Why no answer came, from what fetch throws. */
export function unanswered(server: { url: string }, error: Error): string {
	const cause = error.cause as { code?: string; message?: string } | undefined;
	if (cause?.code === "UND_ERR_HEADERS_TIMEOUT") return `${server.url} is still at work. Ask again later.`;
	return `No server answers at ${server.url} (${cause?.code ?? cause?.message ?? error.message}). Is it running?`;
}
