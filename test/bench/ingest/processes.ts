import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/** CPU seconds that a process has used, all its threads. Linux only, as all of this. */
export function cpuSeconds(pid: number): number {
	return ticks(pid, 11) + ticks(pid, 12);
}

/** CPU seconds of a server's backends and itself: those of its children that ended are in its own account. */
export function cpuSecondsOfTree(pid: number): number {
	const reaped = ticks(pid, 13) + ticks(pid, 14);
	return cpuSeconds(pid) + reaped + childrenOf(pid).reduce((sum, child) => sum + cpuSecondsIfAlive(child), 0);
}

/** The process that started another; null where that one is not on this machine. */
export function parentOf(pid: number): number | null {
	try {
		return Number(statOf(pid)[1]);
	} catch {
		return null;
	}
}

export function childrenOf(parent: number): number[] {
	return readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name))
		.map(Number)
		.filter((pid) => parentOf(pid) === parent);
}

/** Name of a process's program. */
export function commandOf(pid: number): string {
	return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
}

/** Most memory that a process has had at once since `forgetPeakMemory`, in MiB. */
export function peakMemory(pid: number): number {
	return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
}

/** https://docs.kernel.org/filesystems/proc.html: "5" resets the peak of the resident set to what it is now. */
export function forgetPeakMemory(pid: number): void {
	writeFileSync(`/proc/${pid}/clear_refs`, "5");
}

/** USER_HZ, the same on every Linux. */
const CLOCK_TICKS = 100;

function cpuSecondsIfAlive(pid: number): number {
	try {
		return cpuSeconds(pid);
	} catch {
		// It has ended since it was listed, and is in its parent's account.
		return 0;
	}
}

function ticks(pid: number, field: number): number {
	return Number(statOf(pid)[field]) / CLOCK_TICKS;
}

/** What follows the program's name, which may hold anything. */
function statOf(pid: number): string[] {
	return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
}
