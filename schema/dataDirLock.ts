import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

export interface DataDirLock {
	/** Tells those who are refused where this process listens. */
	listening(url: string): Promise<void>;
	release(): Promise<void>;
}

/** Thrown where another process holds the directory; its message names the process. */
export class DataDirInUse extends Error {
	readonly code = "data_dir_in_use";
}

/**
 * Takes a data directory for this process alone: two embedded databases on one directory would destroy it. Node has no
 * call for a file lock, but SQLite's files have one, and the kernel frees it however the process ends.
 */
export async function lockDataDir(directory: string): Promise<DataDirLock> {
	const lock = new DatabaseSync(join(directory, "lock.db"));
	try {
		lock.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
	} catch (error) {
		lock.close();
		if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error;
		throw new DataDirInUse(await refusal(directory), { cause: error });
	}
	const holder: Holder = { pid: process.pid, since: new Date().toISOString() };
	await writeHolder(directory, holder);
	return {
		listening: (url) => writeHolder(directory, { ...holder, url }),
		release: async () => {
			if (!lock.isOpen) return;
			await rm(join(directory, HOLDER_FILE), { force: true });
			lock.close();
		},
	};
}

const SQLITE_BUSY = 5;
const HOLDER_FILE = "lock.json";

interface Holder {
	pid: number;
	since: string;
	url?: string;
}

async function writeHolder(directory: string, holder: Holder): Promise<void> {
	const file = join(directory, HOLDER_FILE);
	await writeFile(`${file}.new`, JSON.stringify(holder));
	await rename(`${file}.new`, file);
}

async function refusal(directory: string): Promise<string> {
	const holder = await readFile(join(directory, HOLDER_FILE), "utf8").then(
		(text) => JSON.parse(text) as Holder,
		// It holds the lock and has not come to writing its name yet.
		() => null,
	);
	if (!holder) return `${directory} is in use by another vagus process.`;
	const { pid, since, url } = holder;
	const where = url ? `, listening on ${url}` : "";
	return `${directory} is in use by another vagus, process ${pid}, since ${since}${where}.`;
}
