import { readFile } from "node:fs/promises";

/** Seconds of CPU that a process has used so far, as Linux counts them: proc_pid_stat(5), utime and stime. */
export async function cpuSeconds(pid: number): Promise<number> {
	const stat = await readFile(`/proc/${pid}/stat`, "utf8");
	// The name of the program may hold spaces; it ends with the last parenthesis.
	const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
	return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** The same on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
