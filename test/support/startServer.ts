import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export interface StartedServer {
	url: string;
	key: string;
	pid: number;
	stop(): Promise<void>;
}

/** Starts `vagus start` as a process of its own, on a database or on an embedded one in a directory of its own. */
export async function startServer(databaseUrl: string | null): Promise<StartedServer> {
	const directory = await mkdtemp(join(tmpdir(), "vagus-test-"));
	const child = spawn(process.execPath, ["cli/vagus.ts", "start"], {
		env: {
			...process.env,
			DATABASE_URL: databaseUrl ?? "",
			VAGUS_DATA_DIR: directory,
			VAGUS_API_KEY: KEY,
			PORT: "0",
			// Requests about requests would be counted with them.
			OTEL_SDK_DISABLED: "true",
		},
		stdio: ["ignore", "ignore", "inherit"],
	});
	const { url } = await listening(child, join(directory, "server.json"));
	return {
		url,
		key: KEY,
		pid: child.pid ?? 0,
		stop: async () => {
			const ended = new Promise((resolve) => child.once("exit", resolve));
			child.kill("SIGTERM");
			await ended;
			await rm(directory, { recursive: true, force: true });
		},
	};
}

const KEY = "vgs_key_of_started_servers";
const PATIENCE_MS = 60_000;

async function listening(child: ChildProcess, file: string): Promise<{ url: string }> {
	for (const started = Date.now(); Date.now() - started < PATIENCE_MS; await pause(50)) {
		if (child.exitCode !== null) throw new Error(`vagus start ended with exit code ${child.exitCode}.`);
		const text = await readFile(file, "utf8").catch(() => null);
		if (text) return JSON.parse(text) as { url: string };
	}
	throw new Error("vagus start did not come up.");
}
