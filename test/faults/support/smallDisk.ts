import { execFile } from "node:child_process";
import { chown, mkdir, open, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

/** A disk that holds little, and that a test can fill. */
export interface SmallDisk {
	/** Takes all the room that is left. */
	fill(): Promise<void>;
	free(): Promise<void>;
	remove(): Promise<void>;
}

/** Mounts one at a path, with a folder `data` for the user of another folder. Needs root. */
export async function mountSmallDisk(path: string, ofUser: string): Promise<SmallDisk> {
	const filler = join(path, "filler");
	// What a run that was killed has left.
	await run("umount", path).catch(() => {});
	await mkdir(path, { recursive: true });
	await run("mount", "-t", "tmpfs", "-o", `size=${SIZE}`, "tmpfs", path);
	await mkdir(join(path, "data"));
	const { uid, gid } = await stat(ofUser);
	await chown(join(path, "data"), uid, gid);
	return {
		fill: async () => {
			const file = await open(filler, "w");
			try {
				for (;;) await file.write(MEBIBYTE);
			} catch (error) {
				if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
			} finally {
				await file.close();
			}
		},
		free: () => rm(filler),
		remove: async () => {
			await run("umount", path);
		},
	};
}

/** For all that a run of hundreds of rounds stores. */
const SIZE = "512m";

const MEBIBYTE = new Uint8Array(1024 * 1024);

async function run(program: string, ...args: string[]): Promise<void> {
	await promisify(execFile)(program, args);
}
