import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { KEY } from "./testAppliance.ts";

export interface Program {
	child: ChildProcess;
	url: string;
	/** What it has logged, oldest first. */
	lines: Record<string, unknown>[];
	/** Resolves once it is ready; rejects with what it said on standard error where it ends before. */
	ready: Promise<void>;
	/** Resolves to its exit code, or the name of the signal that ended it. */
	exited: Promise<number | string | null>;
}

const SOURCE = fileURLToPath(new URL("../../src/vagus-appliance.ts", import.meta.url));

/** Runs `vagus-appliance start` in a process of its own, with a key and these variables; resolves when it listens. */
export async function startProgram(variables: Record<string, string>, program: string = SOURCE): Promise<Program> {
	const child = spawn(process.execPath, [program, "start"], {
		env: {
			PATH: process.env.PATH,
			PORT: "0",
			VAGUS_APPLIANCE_KEYS: KEY,
			VAGUS_APPLIANCE_PROVIDER: "cpu",
			...variables,
		},
		stdio: ["ignore", "pipe", "pipe"],
	});
	// Who started it may fail.
	process.once("exit", () => child.kill("SIGKILL"));
	let said = "";
	child.stderr.on("data", (text) => {
		said += text;
	});
	const lines: Program["lines"] = [];
	const listening = Promise.withResolvers<string>();
	const ready = Promise.withResolvers<void>();
	const exited = new Promise<number | string | null>((resolve) => {
		child.on("close", (code, signal) => {
			const error = new Error(`It ended with ${code ?? signal}: ${said}`);
			listening.reject(error);
			ready.reject(error);
			resolve(code ?? signal);
		});
	});
	ready.promise.catch(() => {});
	createInterface({ input: child.stdout }).on("line", (line) => {
		const logged: Record<string, unknown> = JSON.parse(line);
		lines.push(logged);
		if (typeof logged.url === "string") listening.resolve(logged.url);
		if (logged.msg === "Ready") ready.resolve();
	});
	return { child, url: await listening.promise, lines, ready: ready.promise, exited };
}
