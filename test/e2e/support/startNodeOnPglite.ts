import { rm } from "node:fs/promises";
import { join } from "node:path";
import { openPglite } from "../../../schema/drivers/pglite.ts";
import { folderWithDatabase } from "../../support/folder.ts";
import { startServer } from "../../support/vagusProcess.ts";
import { SETTINGS } from "./program.ts";
import type { RunningRuntime } from "./runtime.ts";
import { maintain } from "./startNode.ts";

/** `vagus start` without DATABASE_URL. The embedded database is asked while the process is down. */
export async function startNodeOnPglite(): Promise<RunningRuntime> {
	const cwd = await folderWithDatabase();
	const env = SETTINGS;
	let server = await startServer({ cwd, env });
	return {
		get url() {
			return server.url;
		},
		runSchedule: () => maintain(cwd, env),
		withDatabase: async (work) => {
			await server.stop();
			const db = await openPglite({ dataDir: join(cwd, ".vagus", "pgdata") });
			try {
				return await work(db);
			} finally {
				await db.close();
				server = await startServer({ cwd, env });
			}
		},
		stop: async () => {
			await server.stop();
			await rm(cwd, { recursive: true, force: true });
		},
	};
}
