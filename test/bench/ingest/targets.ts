import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KEY } from "../../e2e/support/program.ts";
import { startWorker } from "../../e2e/support/startWorker.ts";
import { startServer } from "../../support/vagusProcess.ts";
import { childrenOf, commandOf } from "./processes.ts";

/** A running server to send to. */
export interface Target {
	url: string;
	key: string;
	/** The processes whose CPU and memory are the server's. */
	pids: number[];
	stop(): Promise<void>;
}

/** The program on one runtime. */
export interface Runtime {
	name: string;
	/** Whether it writes to the server that is given, and not to an embedded database. */
	onServer: boolean;
	start(databaseUrl: string): Promise<Target>;
}

export const runtimes: Record<string, Runtime> = {
	node: { name: "Node + PostgreSQL", onServer: true, start: (databaseUrl) => onNode({ DATABASE_URL: databaseUrl }) },
	workerd: { name: "workerd + Hyperdrive", onServer: true, start: onWorkerd },
	pglite: { name: "Node + PGlite", onServer: false, start: () => onNode({}) },
};

// Requests about requests would be counted with them.
const QUIET = { OTEL_SDK_DISABLED: "true" };

async function onNode(variables: Record<string, string>): Promise<Target> {
	const cwd = await mkdtemp(join(tmpdir(), "vagus-bench-"));
	const server = await startServer({ cwd, env: { ...QUIET, ...variables } });
	return {
		...server,
		pids: [server.pid],
		stop: async () => {
			await server.stop();
			await rm(cwd, { recursive: true, force: true });
		},
	};
}

async function onWorkerd(databaseUrl: string): Promise<Target> {
	const before = new Set(childrenOf(process.pid));
	const { url, stop } = await startWorker(databaseUrl, { variables: QUIET });
	// One runs the Worker, another one is wrangler's own, in front of it.
	const pids = childrenOf(process.pid).filter((child) => !before.has(child) && commandOf(child) === "workerd");
	if (pids.length === 0) throw new Error("workerd was started, but is no child of this process.");
	return { url, key: KEY, pids, stop };
}
