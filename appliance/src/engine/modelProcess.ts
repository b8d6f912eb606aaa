import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type EngineInfo, EngineUnavailable } from "./engine.ts";
import { engineLimits } from "./engineLimits.ts";
import type { EngineSpec, FromProcess, Measured, ToProcess } from "./messages.ts";

/** A process that has loaded a model. */
export interface ModelProcess {
	pid: number;
	info: EngineInfo;
	measured: Measured;
	/** Vectors of a batch, one after another. Throws EngineUnavailable where the process ends before it answers. */
	run(batch: Int32Array[]): Promise<Float32Array>;
	/** Resolves to the reason when it has ended. */
	ended: Promise<string>;
	/** Lets what runs end, then the process. */
	close(): Promise<void>;
}

export interface ModelProcessOptions {
	spec: EngineSpec;
	measured: Measured;
	/** Until it is ready, and at least for each answer: a process that takes longer hangs, and is killed. */
	startMs: number;
	answerMs: number;
	/** Kills it. */
	signal: AbortSignal;
}

/** Starts a process, resolves when its model answers, and rejects with the reason where it cannot. */
export async function startModelProcess(options: ModelProcessOptions): Promise<ModelProcess> {
	const { spec, measured, startMs, signal } = options;
	let { answerMs } = options;
	const child = fork(PROGRAM, {
		serialization: "advanced",
		execArgv: [],
		// What the runtime prints is not for standard output, which is the program's.
		stdio: ["ignore", 2, 2, "ipc"],
		signal,
		killSignal: "SIGKILL",
	});
	const waiting: PromiseWithResolvers<FromProcess>[] = [];
	let hung: string | null = null;
	let gone: EngineUnavailable | null = null;
	let watch: NodeJS.Timeout | undefined;
	/** Counts from now on until the first of those waiting is answered. */
	const watchFor = (milliseconds: number) => {
		clearTimeout(watch);
		if (waiting.length === 0) return;
		watch = setTimeout(() => {
			hung = `it did not answer within ${(milliseconds / 1000).toFixed(1)} s`;
			child.kill("SIGKILL");
		}, milliseconds);
	};
	const ask = (message: ToProcess, milliseconds: number): Promise<FromProcess> => {
		if (gone) return Promise.reject(gone);
		const answer = Promise.withResolvers<FromProcess>();
		waiting.push(answer);
		if (waiting.length === 1) watchFor(milliseconds);
		// Where it cannot be sent, the process is ending.
		child.send(message, () => undefined);
		return answer.promise;
	};
	child.on("message", (message: FromProcess) => {
		waiting.shift()?.resolve(message);
		watchFor(answerMs);
	});
	const ended = new Promise<string>((resolve) => {
		const end = (reason: string) => {
			clearTimeout(watch);
			gone = new EngineUnavailable(`The model's process ended: ${reason}.`);
			for (const { reject } of waiting.splice(0)) reject(gone);
			resolve(reason);
		};
		child.on("error", (error) => end(error.message));
		child.on("exit", (code, signal) => end(hung ?? (signal ? `killed by ${signal}` : `exit code ${code}`)));
	});

	const answer = await ask({ load: spec, measured }, startMs);
	if (!("ready" in answer)) {
		child.disconnect();
		throw new Error("failed" in answer ? answer.failed : "The model's process answered out of turn.");
	}
	answerMs = Math.max(answerMs, engineLimits.answerWarmUps * answer.warmUpMs);
	return {
		pid: child.pid ?? 0,
		info: answer.ready,
		measured: answer.measured,
		run: async (batch) => {
			const result = await ask({ run: batch }, answerMs);
			return "vectors" in result ? result.vectors : new Float32Array();
		},
		ended,
		close: async () => {
			await Promise.allSettled(waiting.map(({ promise }) => promise));
			if (child.connected) child.disconnect();
			await ended;
		},
	};
}

/** Beside this file; in the package, beside the program that this file is bundled into. */
const PROGRAM = fileURLToPath(
	new URL(import.meta.url.endsWith(".ts") ? "process.ts" : "engine/process.js", import.meta.url),
);
