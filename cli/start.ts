import { existsSync } from "node:fs";
import { Command } from "commander";
import type { NodeServer } from "../functions/entries/node.ts";
import type { Settings } from "../functions/environment.ts";
import type { MigrationReport } from "../schema/migrate.ts";
import { exposure, listenError } from "./start/listening.ts";
import { stopOnSignals } from "./start/stopOnSignals.ts";
import { welcome } from "./start/welcome.ts";
import { asTyped } from "./support/asTyped.ts";
import { databaseDir, localKey, makeDataDir } from "./support/dataDir.ts";
import { migrateDatabase } from "./support/migrateDatabase.ts";
import { type OpenedDatabase, openDatabase } from "./support/openDatabase.ts";
import { progress } from "./support/progress.ts";
import { removeServerFile, writeServerFile } from "./support/serverFile.ts";
import { settings } from "./support/settings.ts";

export const start = new Command("start")
	.description("Serve everything from this machine: with DATABASE_URL on that database, else on an embedded one.")
	.addHelpText(
		"after",
		`
Environment: PORT (8787; 0 takes any that is free), HOST (127.0.0.1), DATABASE_URL, VAGUS_DATA_DIR (.vagus),
VAGUS_MAX_DATABASE_SIZE (such as 20 GB: above it the oldest telemetry goes before its age), VAGUS_API_KEY,
OTEL_SDK_DISABLED (true: Vagus does not trace itself);
VAGUS_EMBEDDINGS_URL (the appliance that embeds texts), VAGUS_EMBEDDINGS_FALLBACK_URL (one that does so while it is
away), VAGUS_EMBEDDINGS_MODEL (BAAI/bge-large-en-v1.5: what both serve), VAGUS_EMBEDDINGS_KEY (signs requests to them),
CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET (a service token, where Cloudflare Access is before them);
VAGUS_GITHUB_WEBHOOK_SECRET (takes GitHub's webhooks), VAGUS_GITHUB_REPOSITORIES (owner/name,owner/*: whose Actions may
report with their own token) and VAGUS_GITHUB_AUDIENCE (vagus: what they ask it for).

Ctrl+C or SIGTERM stops it once the requests in flight are answered; a second Ctrl+C, at once. The embedded database
survives a process that is killed; a power failure it may not survive: use DATABASE_URL where that matters.

Examples:
  vagus start
  PORT=9000 vagus start
  DATABASE_URL=postgres://user:password@host:5432/database vagus start`,
	)
	.action(run);

async function run(): Promise<void> {
	const environment = settings();
	const directory = environment.VAGUS_DATA_DIR;
	const { opened, tier, applied, hints } = await openWithProgress(environment);
	const key = environment.VAGUS_API_KEY ?? (await keyIn(directory));
	// Loaded here: the HTTP edge is half of the program, and the other commands do without it.
	const { startNode } = await import("../functions/entries/node.ts");
	const server = await startNode({
		settings: environment,
		db: opened.db,
		apiKey: key,
		graceMs: GRACE_MS,
	}).catch(async (error) => {
		await opened.close();
		throw await listenError(error, environment);
	});
	stopOnSignals(async () => {
		await removeServerFile(directory);
		await server.close();
		await opened.close();
	});
	await announce(environment, server, opened, key);
	console.log(welcome({ url: server.url, key, database: opened.describe, tier, settings: environment }));
	// What the server could offer is told once.
	const told = applied.length > 0 ? hints : [];
	for (const warning of [...told, ...exposure(environment.HOST)]) console.error(`vagus: ${asTyped(warning)}`);
}

/** How long requests in flight have to finish when it is stopped: senders send again what was not acknowledged. */
const GRACE_MS = 1_000;

async function openWithProgress(environment: Settings): Promise<MigrationReport & { opened: OpenedDatabase }> {
	const isNew = !environment.DATABASE_URL && !existsSync(databaseDir(environment.VAGUS_DATA_DIR));
	const spinner = progress(isNew ? "Making the embedded database: once, in some seconds" : "Opening the database");
	try {
		const opened = await openDatabase(environment);
		const report = await migrateDatabase(opened.db).catch(async (error) => {
			await opened.close();
			throw error;
		});
		return { opened, ...report };
	} finally {
		spinner.stop();
	}
}

async function keyIn(directory: string): Promise<string> {
	await makeDataDir(directory);
	return localKey(directory);
}

/** Lets other commands find this server. */
async function announce(environment: Settings, server: NodeServer, opened: OpenedDatabase, key: string): Promise<void> {
	try {
		await opened.listening(server.url);
		await makeDataDir(environment.VAGUS_DATA_DIR);
		await writeServerFile(environment.VAGUS_DATA_DIR, { url: server.url, pid: process.pid, key });
	} catch (error) {
		// With a database and a key from outside, it can serve from a file system that is read-only.
		console.error(
			`vagus: Other commands need VAGUS_URL and VAGUS_API_KEY to find this server: ${(error as Error).message}`,
		);
	}
}
