import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { openPg } from "../../../schema/drivers/pg.ts";
import { mountSmallDisk, type SmallDisk } from "./smallDisk.ts";

/** A PostgreSQL that nothing else uses, which a test may maltreat. */
export interface OwnPostgres {
	url: string;
	/** A tablespace on a disk of its own. */
	tablespace: string;
	disk: SmallDisk;
	/** Kills the server's main process: the others end without a word, as in a crash. Resolves when none is left. */
	kill(): Promise<void>;
	/** Starts it again; it recovers by its log. */
	start(): Promise<void>;
	/** Stops it and removes the disk. */
	end(): Promise<void>;
}

/** Where infra/postgres can run a cluster beside the one that tests share: as root, once it has fetched PostgreSQL. */
export function canHaveOwnPostgres(): boolean {
	return process.getuid?.() === 0 && existsSync(fileSystem());
}

/** The file system that infra/postgres runs its clusters in. */
function fileSystem(): string {
	const { VAGUS_POSTGRES_DIR, XDG_CACHE_HOME } = process.env;
	return join(VAGUS_POSTGRES_DIR ?? join(XDG_CACHE_HOME ?? join(homedir(), ".cache"), "vagus/postgres"), "trixie");
}

const FOLDER = "/var/lib/postgresql/vagus";

/** Makes it afresh. */
export async function startOwnPostgres(): Promise<OwnPostgres> {
	const folder = join(fileSystem(), FOLDER);
	await runScript("stop.sh");
	await rm(join(folder, "faults"), { recursive: true, force: true });
	const url = await runScript("start.sh");
	const disk = await mountSmallDisk(join(folder, "small-disk"), join(folder, "faults"));
	await asAdmin(url, `CREATE TABLESPACE small LOCATION '${FOLDER}/small-disk/data'`);
	return {
		url,
		tablespace: "small",
		disk,
		kill: async () => {
			const [main] = await asAdmin<{ pid: number }>(url, MAIN_PROCESS);
			const others = await asAdmin<{ pid: number }>(url, "SELECT pid FROM pg_stat_activity");
			if (main) process.kill(main.pid, "SIGKILL");
			while (others.some(({ pid }) => existsSync(`/proc/${pid}`))) await pause(10);
		},
		start: async () => {
			await runScript("start.sh");
		},
		end: async () => {
			await runScript("stop.sh");
			await disk.remove();
		},
	};
}

const MAIN_PROCESS = "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::integer AS pid";

async function asAdmin<Row>(url: string, statement: string): Promise<Row[]> {
	const admin = openPg({ connectionString: url, max: 1 });
	return admin.query<Row>(statement).finally(admin.close);
}

async function runScript(name: "start.sh" | "stop.sh"): Promise<string> {
	const script = new URL(`../../../infra/postgres/${name}`, import.meta.url).pathname;
	const env = { ...process.env, VAGUS_POSTGRES_FSYNC: "on" };
	const { stdout } = await promisify(execFile)("bash", [script, "--faults"], { env });
	return stdout.trim();
}
