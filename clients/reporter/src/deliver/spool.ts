import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** Where reports wait that could not be delivered: a folder, one file for each. */
export interface Spool {
	folder: string;
	/** Keeps a report; one of the same run takes its place. Returns its file's name. */
	keep(runId: string, body: string): Promise<string>;
	/** Names of what is kept, oldest first. */
	list(): Promise<string[]>;
	/** A kept report; null where another process has sent it meanwhile. */
	read(name: string): Promise<string | null>;
	remove(name: string): Promise<void>;
	/** Sets a report aside that no server will ever take, with the reason beside it; returns the folder. */
	setAside(name: string, reason: string): Promise<string>;
}

/**
 * Opens the spool of a project: `.vagus/reports` in it or, where nothing can be written there, a folder of its own in
 * the user's cache. Null where neither can be written.
 */
export async function openSpool(root: string): Promise<Spool | null> {
	for (const folder of [join(root, ".vagus", "reports"), join(cacheFolder(), "vagus", "reports", shortHash(root))]) {
		if (await isMade(folder)) return spoolIn(folder);
	}
	return null;
}

/** What waits longer or is more than this is dropped, oldest first. */
const MAX_REPORTS = 100;
const MAX_AGE_MS = 30 * 86_400_000;

/** With a .gitignore of its own that leaves itself out too, so git sees nothing of it. */
async function isMade(folder: string): Promise<boolean> {
	try {
		await mkdir(join(folder, ASIDE), { recursive: true, mode: 0o700 });
		await writeFile(join(folder, ".gitignore"), "*\n");
		return true;
	} catch {
		return false;
	}
}

const ASIDE = "refused";

function spoolIn(folder: string): Spool {
	return {
		folder,
		async keep(runId, body) {
			const suffix = `-${shortHash(runId)}.json`;
			const known = (await reportsIn(folder)).find((name) => name.endsWith(suffix));
			const name = known ?? `${new Date().toISOString().replaceAll(/[-:.]/g, "")}${suffix}`;
			await writeFile(join(folder, `${name}.new`), body, { mode: 0o600 });
			await rename(join(folder, `${name}.new`), join(folder, name));
			await dropOldest(folder);
			return name;
		},
		list: () => reportsIn(folder),
		read: (name) => readFile(join(folder, name), "utf8").catch(() => null),
		remove: (name) => rm(join(folder, name), { force: true }),
		async setAside(name, reason) {
			const aside = join(folder, ASIDE);
			await writeFile(join(aside, name.replace(/\.json$/, ".txt")), `${reason}\n`);
			// Gone where another process sets it aside at the same time.
			await rename(join(folder, name), join(aside, name)).catch(() => {});
			await dropOldest(aside);
			return aside;
		},
	};
}

async function reportsIn(folder: string): Promise<string[]> {
	const names = await readdir(folder);
	return names.filter((name) => name.endsWith(".json")).sort();
}

async function dropOldest(folder: string): Promise<void> {
	const names = await reportsIn(folder);
	const tooMany = names.length - MAX_REPORTS;
	const oldest = new Date(Date.now() - MAX_AGE_MS).toISOString().replaceAll(/[-:.]/g, "");
	for (const [index, name] of names.entries()) {
		if (index >= tooMany && name >= oldest) continue;
		await rm(join(folder, name), { force: true });
		await rm(join(folder, name.replace(/\.json$/, ".txt")), { force: true });
	}
}

const shortHash = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 16);

function cacheFolder(): string {
	if (process.env.XDG_CACHE_HOME) return process.env.XDG_CACHE_HOME;
	if (process.platform === "win32" && process.env.LOCALAPPDATA) return process.env.LOCALAPPDATA;
	return join(homedir(), process.platform === "darwin" ? join("Library", "Caches") : ".cache");
}
