import { execFile } from "node:child_process";
import { mkdir, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Connection } from "../../../schema/database.ts";

/** A disk of its own for databases, which a test can fill. */
export interface SmallDisk {
	/** The tablespace that lies on it. */
	tablespace: string;
	fill(): Promise<void>;
	free(): Promise<void>;
	/** Once no database lies on it any more. */
	remove(): Promise<void>;
}

/** Room for what a long run stores. */
const SIZE = "768m";

/** `root` is the server's file system, `path` where in it the disk is mounted. */
export async function mountSmallDisk(admin: Connection, root: string, path: string): Promise<SmallDisk> {
	const folder = join(root, path);
	await mkdir(folder, { recursive: true });
	await run("mount", "-t", "tmpfs", "-o", `size=${SIZE},mode=777`, "tmpfs", folder);
	const inside = join(folder, "tablespace");
	await mkdir(inside);
	await run("chroot", root, "chown", "postgres", join(path, "tablespace"));
	await admin.query(`CREATE TABLESPACE small LOCATION '${join(path, "tablespace")}'`);
	const filler = join(folder, "filler");
	return {
		tablespace: "small",
		fill: async () => {
			const { bavail, bsize } = await statfs(folder);
			await run("fallocate", "--length", String(bavail * bsize), filler);
		},
		free: () => rm(filler),
		remove: async () => {
			await admin.query("DROP TABLESPACE small");
			await run("umount", folder);
		},
	};
}

async function run(program: string, ...args: string[]): Promise<void> {
	await promisify(execFile)(program, args);
}
