import { rm } from "node:fs/promises";
import { emptyFolder } from "../../support/folder.ts";
import { type RunningServer, runVagus, startServer } from "../../support/vagusProcess.ts";
import { type Program, SETTINGS } from "./program.ts";

/** `vagus start` as a process of its own, in a folder of its own. */
export async function startNode(variables: Record<string, string>): Promise<Program & { server: RunningServer }> {
	const cwd = await emptyFolder();
	const env = { ...SETTINGS, ...variables };
	const server = await startServer({ cwd, env });
	return {
		server,
		url: server.url,
		runSchedule: () => maintain(cwd, { ...env, VAGUS_URL: server.url }),
		stop: async () => {
			await server.stop();
			await rm(cwd, { recursive: true, force: true });
		},
	};
}

/** What an operator's cron runs. */
export async function maintain(cwd: string, env: Record<string, string>): Promise<void> {
	const { code, stderr } = await runVagus(["maintain"], { cwd, env });
	if (code !== 0) throw new Error(`vagus maintain ended with ${code}: ${stderr}`);
}
