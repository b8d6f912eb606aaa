import type { Floors } from "./floors.ts";
import { cpuSeconds, cpuSecondsOfTree, forgetPeakMemory, peakMemory } from "./processes.ts";
import { type Load, send } from "./send.ts";
import type { Target } from "./targets.ts";

/** What one load came to; null where there is no database server. */
export interface Measured {
	rowsPerSecond: number;
	ofCopy: number | null;
	ofInsert: number | null;
	/** CPU microseconds a row. */
	serverMicros: number;
	databaseMicros: number | null;
	/** Of the server's process; of the larger one where it is several. */
	peakMiB: number;
	/** Requests that had to be sent again. */
	refused: number;
}

/** Sends a load after a short one to warm up. `postmaster` is the process of the database's server. */
export async function measure(
	target: Target,
	load: Load,
	firstSerial: number,
	{ floors, postmaster }: { floors: Floors | null; postmaster: number | null },
): Promise<Measured> {
	await send(target, { ...load, requests: load.clients }, firstSerial);
	for (const pid of target.pids) forgetPeakMemory(pid);
	const serverCpu = () => target.pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
	const databaseCpu = () => (postmaster === null ? 0 : cpuSecondsOfTree(postmaster));
	const before = { server: serverCpu(), database: databaseCpu() };
	const { seconds, refused } = await send(target, load, firstSerial + load.clients);
	const rows = load.requests * load.records;
	const rowsPerSecond = rows / seconds;
	return {
		rowsPerSecond,
		ofCopy: floors && rowsPerSecond / floors.copy,
		ofInsert: floors && rowsPerSecond / floors.insert,
		serverMicros: ((serverCpu() - before.server) * 1e6) / rows,
		databaseMicros: postmaster === null ? null : ((databaseCpu() - before.database) * 1e6) / rows,
		peakMiB: Math.max(...target.pids.map(peakMemory)),
		refused,
	};
}
