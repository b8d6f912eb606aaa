import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "./program.ts";

/** What `wrangler deploy` would upload: `worker.js` and `bundle-meta.json` in a folder of its own. */
export async function workerBundle(): Promise<{ folder: string; remove(): Promise<void> }> {
	const folder = await mkdtemp(join(tmpdir(), "vagus-worker-"));
	await promisify(execFile)(
		process.execPath,
		[join(ROOT, "node_modules/wrangler/bin/wrangler.js"), "deploy", "--dry-run", "--outdir", folder, "--metafile"],
		{ cwd: ROOT, env: { PATH: process.env.PATH, WRANGLER_SEND_METRICS: "false", WRANGLER_LOG_PATH: folder } },
	);
	return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
