import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { keepWranglerOffline } from "./keepWranglerOffline.ts";
import { ROOT } from "./program.ts";

/** What `wrangler deploy` would upload: a script and `bundle-meta.json`, in a folder of its own. */
export async function workerBundle(
	config = join(ROOT, "wrangler.toml"),
): Promise<{ folder: string; remove(): Promise<void> }> {
	keepWranglerOffline();
	const folder = await mkdtemp(join(tmpdir(), "vagus-worker-"));
	await promisify(execFile)(
		process.execPath,
		[
			join(ROOT, "node_modules/wrangler/bin/wrangler.js"),
			"deploy",
			"--dry-run",
			"--config",
			config,
			"--outdir",
			folder,
			"--metafile",
		],
		{ cwd: ROOT },
	);
	return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
