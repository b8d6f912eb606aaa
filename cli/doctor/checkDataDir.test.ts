import { chmod, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkDataDir } from "./checkDataDir.ts";

let directory: string;
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), "vagus-doctor-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test("a private directory that can be written to is fine, and is left as it was", async () => {
	expect(await checkDataDir(directory)).toEqual({ check: "data directory", state: "ok", found: directory });
	expect(await readdir(directory)).toEqual([]);
});

test("one that is not there yet is made by the first start", async () => {
	const path = join(directory, "new");
	expect(await checkDataDir(path)).toMatchObject({ state: "ok", found: `${path}, to be made by the first start` });
});

test("one that other users may read is told", async () => {
	await chmod(directory, 0o755);
	expect(await checkDataDir(directory)).toMatchObject({
		state: "warning",
		advice: `It holds the telemetry and a key: chmod 700 ${directory}`,
	});
});

test("one that cannot be written to is broken", async () => {
	const file = join(directory, "file");
	await writeFile(file, "");
	expect(await checkDataDir(file)).toMatchObject({ state: "broken", found: `${file} cannot be written to (ENOTDIR)` });
});
