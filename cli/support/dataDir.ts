import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";

/** Makes a data directory that its user alone may read. */
export async function makeDataDir(directory: string): Promise<void> {
	await mkdir(directory, { recursive: true, mode: 0o700 });
	await writeFile(join(directory, ".gitignore"), "*\n");
}

/** Where the embedded database lies in a data directory. */
export function databaseDir(directory: string): string {
	return join(directory, "pgdata");
}

/** The data directory in this folder, or the nearest in one above, that holds a database; null where none does. */
export function findDataDir(directory: string): string | null {
	return dataDirs(directory).find((candidate) => existsSync(databaseDir(candidate))) ?? null;
}

/** Where a data directory may be: in this folder, then in each above it; an absolute one is where it is. */
export function dataDirs(directory: string): string[] {
	if (isAbsolute(directory)) return [directory];
	const folders = [process.cwd()];
	for (let folder = process.cwd(); folder !== dirname(folder); folder = dirname(folder)) folders.push(dirname(folder));
	return folders.map((folder) => join(folder, directory));
}

/** The local key: made at the first start, the same ever after. */
export async function localKey(directory: string): Promise<string> {
	const file = join(directory, "key");
	const known = await readFile(file, "utf8").catch(() => "");
	if (known.trim()) return known.trim();
	const key = `vgs_${randomBytes(32).toString("base64url")}`;
	await writePrivately(file, `${key}\n`);
	return key;
}

/** Writes a file that its user alone may read; whoever reads it meanwhile, or after a crash, sees all of it or none. */
export async function writePrivately(file: string, text: string): Promise<void> {
	const fresh = `${file}.${process.pid}.new`;
	// A leftover would keep its own mode.
	await rm(fresh, { force: true });
	await writeFile(fresh, text, { mode: 0o600 });
	await rename(fresh, file);
}
