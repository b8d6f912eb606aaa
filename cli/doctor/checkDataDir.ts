import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { rm, stat, statfs, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Finding } from "./finding.ts";

/** Whether the data directory is there, may be written to, is private, and has room. */
export async function checkDataDir(directory: string): Promise<Finding> {
	const check = "data directory";
	const path = resolve(directory);
	if (!existsSync(path)) return { check, state: "ok", found: `${path}, to be made by the first start` };
	const refused = await writeAndRemove(path);
	if (refused) {
		return {
			check,
			state: "broken",
			found: `${path} cannot be written to (${refused})`,
			advice: "Give this user the right to write there and make room, or set VAGUS_DATA_DIR to another directory.",
		};
	}
	if (process.platform !== "win32" && ((await stat(path)).mode & 0o077) !== 0) {
		const advice = `It holds the telemetry and a key: chmod 700 ${path}`;
		return { check, state: "warning", found: `${path} is open to other users of this machine`, advice };
	}
	const { bavail, bsize } = await statfs(path);
	const free = bavail * bsize;
	if (free < LEAST_FREE_BYTES) {
		const found = `${path} has ${Math.floor(free / 2 ** 20)} MiB left`;
		return { check, state: "warning", found, advice: "Make room on its disk before the database needs it." };
	}
	return { check, state: "ok", found: path };
}

const LEAST_FREE_BYTES = 2 ** 30;

/** The code of the error by which writing failed, or null. */
async function writeAndRemove(directory: string): Promise<string | null> {
	const file = join(directory, `doctor.${randomBytes(4).toString("hex")}`);
	try {
		await writeFile(file, "Made by vagus doctor.\n");
		return null;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code ?? String(error);
	} finally {
		await rm(file, { force: true }).catch(() => {});
	}
}
