import { readdirSync, readFileSync } from "node:fs";

/** CPU seconds that a process has used, all its threads. Linux only. */
export function cpuSeconds(pid: number): number {
	const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
	return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS;
}

/** CPU seconds of a server's backends and itself: those of its children that ended are in its own account. */
export function cpuSecondsOfTree(pid: number): number {
	const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
	const reaped = (Number(fields[13]) + Number(fields[14])) / CLOCK_TICKS;
	return cpuSeconds(pid) + reaped + childrenOf(pid).reduce((sum, child) => sum + cpuSeconds(child), 0);
}

/** The process that started another; null where that one is not on this machine. */
export function parentOf(pid: number): number | null {
	try {
		return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[1]);
	} catch {
		return null;
	}
}

/** Most memory that a process has had at once, in MiB. */
export function peakMemory(pid: number): number {
	return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
}

/** USER_HZ, the same on every Linux. */
const CLOCK_TICKS = 100;

function childrenOf(parent: number): number[] {
	return readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name))
		.map(Number)
		.filter((pid) => parentOf(pid) === parent);
}
