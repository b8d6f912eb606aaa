import { execFile } from "node:child_process";
import { availableParallelism, cpus, totalmem } from "node:os";
import { promisify } from "node:util";

/** What a provider runs on, with its memory, as people name it. */
export async function deviceName(provider: "cuda" | "cpu", deviceId: number): Promise<string> {
	return provider === "cuda" ? gpuName(deviceId) : cpuName();
}

/** As the driver's own tool says, which is in each container that may use a GPU. */
async function gpuName(deviceId: number): Promise<string> {
	const query = ["--query-gpu=name,memory.total", "--format=csv,noheader", `--id=${deviceId}`];
	try {
		const { stdout } = await promisify(execFile)("nvidia-smi", query, { timeout: ANSWER_MS });
		return stdout.trim();
	} catch {
		return `GPU ${deviceId}, which nvidia-smi does not name`;
	}
}

const ANSWER_MS = 10_000;

const cpuName = () =>
	`${cpus()[0]?.model ?? "CPU"}, ${availableParallelism()} threads, ${Math.round(totalmem() / 2 ** 30)} GiB`;
