import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export interface VagusProcess {
	child: ChildProcess;
	stdout: () => string;
	stderr: () => string;
	/** Resolves when it ends by itself or by a signal. */
	ended: Promise<Ended>;
}

export interface Ended {
	code: number | null;
	signal: NodeJS.Signals | null;
	stdout: string;
	stderr: string;
}

export interface ProcessOptions {
	cwd: string;
	/** Variables besides PATH; nothing else is passed on. */
	env?: Record<string, string>;
}

export const NODE = process.execPath;
const PROGRAM = fileURLToPath(new URL("../../cli/vagus.ts", import.meta.url));

/** The real command as a process of its own, with pipes. */
export function startProcess(args: string[], { cwd, env }: ProcessOptions): VagusProcess {
	const child = spawn(NODE, [PROGRAM, ...args], {
		cwd,
		env: { PATH: process.env.PATH, ...env },
	});
	const output = { stdout: "", stderr: "" };
	for (const stream of ["stdout", "stderr"] as const) {
		child[stream].setEncoding("utf8").on("data", (text: string) => {
			output[stream] += text;
		});
	}
	const ended = once(child, "close").then(([code, signal]) => ({ code, signal, ...output }));
	started.push(child);
	return { child, stdout: () => output.stdout, stderr: () => output.stderr, ended };
}

const started: ChildProcess[] = [];

/** Kills what a test left running, and waits until it is gone. */
export async function killAll(): Promise<void> {
	for (const child of started.splice(0)) {
		if (child.exitCode !== null || child.signalCode !== null) continue;
		child.kill("SIGKILL");
		await once(child, "exit");
	}
}

/** Runs a command to its end. */
export function runVagus(args: string[], options: ProcessOptions): Promise<Ended> {
	return startProcess(args, options).ended;
}

export interface RunningServer extends VagusProcess {
	url: string;
	key: string;
	pid: number;
	/** Asks it to end, and waits until it has. */
	stop(): Promise<void>;
}

/** `vagus start` on a port that is free, once it is ready. */
export async function startServer({ cwd, env }: ProcessOptions): Promise<RunningServer> {
	const vagus = startProcess(["start"], { cwd, env: { PORT: "0", ...env } });
	await untilReady(vagus);
	const url = /is ready on (\S+)/.exec(vagus.stdout())?.[1] ?? "";
	const key = /VAGUS_API_KEY=(\S+)/.exec(vagus.stdout())?.[1] ?? "";
	const stop = async () => {
		vagus.child.kill("SIGTERM");
		await vagus.ended;
	};
	return { ...vagus, url, key, pid: vagus.child.pid ?? 0, stop };
}

async function untilReady(vagus: VagusProcess): Promise<void> {
	const { promise, resolve, reject } = Promise.withResolvers<void>();
	vagus.child.stdout?.on("data", () => {
		if (vagus.stdout().includes("Stop with Ctrl+C.")) resolve();
	});
	vagus.ended.then((end) => reject(new Error(`vagus start ended with ${end.code ?? end.signal}: ${end.stderr}`)));
	return promise;
}
