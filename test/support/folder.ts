import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject, vi } from "vitest";
import { databaseDir, makeDataDir } from "../../cli/support/dataDir.ts";
import { openPglite } from "../../schema/drivers/pglite.ts";

// Where all processors are busy, a database takes many seconds to be made.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** An empty folder, until `removeFolders`. */
export async function emptyFolder(): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), "vagus-start-"));
	made.push(folder);
	return folder;
}

const made: string[] = [];

export async function removeFolders(): Promise<void> {
	for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true });
}

/** A folder whose data directory holds a migrated database, as an earlier start leaves it. */
export async function folderWithDatabase(): Promise<string> {
	const folder = await emptyFolder();
	const directory = join(folder, ".vagus");
	await makeDataDir(directory);
	const db = await openPglite({
		dataDir: databaseDir(directory),
		loadDataDir: new Blob([await readFile(inject("pgliteTemplate"))]),
	});
	await db.close();
	return folder;
}
