import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { openPg } from "../../../schema/drivers/pg.ts";

/** A PostgreSQL that nothing else uses. */
export interface KillablePostgres {
	url: string;
	/** Kills the server's main process as a crash would: the others end without a word. Resolves when none is left. */
	kill(): Promise<void>;
	/** Starts it again; it recovers by its log. */
	start(): Promise<void>;
}

/** Where infra/postgres can run a cluster beside the one that tests share: by root, once it has fetched PostgreSQL. */
export const canKillPostgres = process.getuid?.() === 0 && existsSync(join(clustersFolder(), "trixie"));

function clustersFolder(): string {
	const { VAGUS_POSTGRES_DIR, XDG_CACHE_HOME } = process.env;
	return VAGUS_POSTGRES_DIR ?? join(XDG_CACHE_HOME ?? join(homedir(), ".cache"), "vagus/postgres");
}

export async function startKillablePostgres(): Promise<KillablePostgres> {
	const url = await runScript("start.sh");
	return {
		url,
		kill: async () => {
			const admin = openPg({ connectionString: url, max: 1 });
			const [main] = await admin.query<{ pid: number }>(
				"SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::integer AS pid",
			);
			const processes = await admin.query<{ pid: number }>("SELECT pid FROM pg_stat_activity");
			if (main) process.kill(main.pid, "SIGKILL");
			await admin.close();
			while (processes.some(({ pid }) => existsSync(`/proc/${pid}`))) await pause(10);
		},
		start: async () => {
			await runScript("start.sh");
		},
	};
}

export async function stopKillablePostgres(): Promise<void> {
	await runScript("stop.sh");
}

async function runScript(name: string): Promise<string> {
	const script = new URL(`../../../infra/postgres/${name}`, import.meta.url).pathname;
	const env = { ...process.env, VAGUS_POSTGRES_FSYNC: "on" };
	const { stdout } = await promisify(execFile)("bash", [script, "--faults"], { env });
	return stdout.trim();
}
