import { emptyFolder } from "../../support/folder.ts";
import { type RunningServer, startServer } from "../../support/vagusProcess.ts";

/** `vagus start` under a supervisor, as in production: when it is killed it is started again. */
export interface SupervisedServer {
	key: string;
	current(): RunningServer;
	/** SIGKILL. Resolves when it is gone. */
	kill(): Promise<void>;
	start(): Promise<void>;
	stop(): Promise<void>;
}

/** `env` has its DATABASE_URL; `onStart` is told the port of each server that is started: another one every time. */
export async function superviseServer(
	env: Record<string, string>,
	onStart: (port: number) => void,
): Promise<SupervisedServer> {
	const cwd = await emptyFolder();
	const start = async () => {
		const server = await startServer({ cwd, env: { ...env, VAGUS_API_KEY: KEY } });
		onStart(Number(new URL(server.url).port));
		return server;
	};
	const end = async (signal: NodeJS.Signals) => {
		server.child.kill(signal);
		return server.ended;
	};
	let server = await start();
	return {
		key: KEY,
		current: () => server,
		kill: async () => {
			await end("SIGKILL");
		},
		start: async () => {
			server = await start();
		},
		stop: async () => {
			await end("SIGTERM");
		},
	};
}

const KEY = "vgs_key_under_faults_0123456789";
