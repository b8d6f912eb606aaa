import { Command } from "commander";
import pc from "picocolors";
import { startNode } from "../functions/entries/node.ts";
import type { Settings } from "../functions/environment.ts";
import { VERSION } from "../functions/version.ts";
import { migrate } from "../schema/migrate.ts";
import { localKey, makeDataDir, removeServerFile, writeServerFile } from "./support/dataDir.ts";
import { openDatabase } from "./support/openDatabase.ts";
import { settings } from "./support/settings.ts";
import { UserError } from "./support/userError.ts";

export const start = new Command("start")
	.description("Serve everything from this machine: with DATABASE_URL on that database, else on an embedded one.")
	.addHelpText(
		"after",
		`
Environment: PORT (8787), HOST (127.0.0.1), DATABASE_URL, VAGUS_DATA_DIR (.vagus), VAGUS_API_KEY,
VAGUS_EMBEDDINGS_URL, VAGUS_EMBEDDINGS_KEY, OTEL_SDK_DISABLED (true: Vagus does not trace itself).

Examples:
  vagus start
  PORT=9000 vagus start
  DATABASE_URL=postgres://user:password@host:5432/database vagus start`,
	)
	.action(run);

async function run(): Promise<void> {
	const environment = settings();
	const directory = environment.VAGUS_DATA_DIR;
	await makeDataDir(directory);
	const { db, describe, close, listening } = await openDatabase(environment);
	const migration = await migrate(db);
	const key = environment.VAGUS_API_KEY ?? (await localKey(directory));
	const server = await startNode({ settings: environment, db, apiKey: key }).catch(async (error) => {
		await close();
		throw portTaken(error, environment);
	});
	await listening(server.url);
	await writeServerFile(directory, { url: server.url, pid: process.pid, key });
	console.log(welcome({ url: server.url, key, database: describe, tier: migration.tier, environment }));

	let stopping = false;
	for (const signal of ["SIGINT", "SIGTERM"] as const) {
		process.on(signal, async () => {
			if (stopping) process.exit(130);
			stopping = true;
			await server.close();
			await removeServerFile(directory);
			await close();
			process.exit(0);
		});
	}
}

function portTaken(error: Error & { code?: string }, environment: Settings): Error {
	if (error.code !== "EADDRINUSE") return error;
	return new UserError(
		`Port ${environment.PORT} on ${environment.HOST} is taken by another program. Stop it, or choose another port: PORT=8788 vagus start`,
	);
}

function welcome(given: { url: string; key: string; database: string; tier: string; environment: Settings }): string {
	const { url, key, database, environment } = given;
	const embedder = environment.VAGUS_EMBEDDINGS_URL
		? `embeddings by ${environment.VAGUS_EMBEDDINGS_URL}`
		: "built-in lexical embedder: finds near-duplicates, not paraphrases";
	return `
${pc.bold(`Vagus ${VERSION}`)} is ready on ${pc.cyan(url)}
${pc.dim(`${database}; ${embedder}`)}

${pc.bold("Send telemetry")} from any OpenTelemetry SDK or Collector:
  export OTEL_EXPORTER_OTLP_ENDPOINT=${url}
  export OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer%20${key}"
  export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf

${pc.bold("Report tests")} from a project's folder:
  export VAGUS_URL=${url} VAGUS_API_KEY=${key}
  npx vitest run --reporter=json --outputFile=vitest.json; node ${reportCommand()} --vitest vitest.json

${pc.bold("Connect an agent")} to the MCP endpoint ${url}/mcp:
  {"mcpServers": {"vagus": {"type": "http", "url": "${url}/mcp", "headers": {"Authorization": "Bearer ${key}"}}}}

${pc.bold("Ask")} from here: npm run -s vagus -- search "connection refused"
Stop with Ctrl+C.
`;
}

/** This program's own path, so that the line can be pasted in another folder. */
function reportCommand(): string {
	return `${process.argv[1] ?? "vagus"} report`;
}
