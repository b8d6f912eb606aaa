import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";

export interface Prometheus {
	/** The data of an answer of its HTTP API. */
	api<Data>(path: string, parameters?: Record<string, string>): Promise<Data>;
	/** Its log so far. */
	log(): string;
	stop(): Promise<void>;
}

/** The version of a program, such as [3, 5]. */
export function prometheusVersion(program: string): [major: number, minor: number] {
	const words = execFileSync(program, ["--version"], { encoding: "utf8" });
	const [, major, minor] = /version (\d+)\.(\d+)/.exec(words) ?? [];
	return [Number(major), Number(minor)];
}

/** Starts a Prometheus with a configuration (YAML, of which JSON is a part), with whatever features its version has. */
export async function startPrometheus(program: string, configuration: string): Promise<Prometheus> {
	const folder = await mkdtemp(join(tmpdir(), "vagus-prometheus-"));
	await writeFile(join(folder, "prometheus.yml"), configuration);
	const port = await freePort();
	const child = spawn(program, [
		`--config.file=${join(folder, "prometheus.yml")}`,
		`--storage.tsdb.path=${join(folder, "data")}`,
		`--web.listen-address=127.0.0.1:${port}`,
		"--enable-feature=native-histograms,exemplar-storage,metadata-wal-records",
	]);
	let log = "";
	child.stderr.setEncoding("utf8").on("data", (text: string) => {
		log += text;
	});
	const url = `http://127.0.0.1:${port}`;
	try {
		await vi.waitFor(async () => expectReady(child, await fetch(`${url}/-/ready`), log), { timeout: 20_000 });
	} catch (error) {
		child.kill("SIGKILL");
		throw error;
	}
	return {
		api: async <Data>(path: string, parameters: Record<string, string> = {}) => {
			const response = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(parameters)}`);
			const answer = (await response.json()) as { status: string; data: Data };
			if (answer.status !== "success") throw new Error(JSON.stringify(answer));
			return answer.data;
		},
		log: () => log,
		stop: async () => {
			const exited = once(child, "exit");
			child.kill("SIGTERM");
			await exited;
			await rm(folder, { recursive: true, force: true });
		},
	};
}

function expectReady(child: ChildProcess, { ok, status }: Response, log: string): void {
	if (child.exitCode !== null || !ok) throw new Error(`Prometheus is not ready (${status}): ${log}`);
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	server.close();
	await once(server, "close");
	return typeof address === "object" && address ? address.port : 0;
}
