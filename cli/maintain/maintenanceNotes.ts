import type { FullMaintenanceReport } from "../../functions/runMaintenance.ts";

/** What to know of a maintenance besides its rows. */
export function maintenanceNotes({ drained, waiting, tasks, busy, finished }: FullMaintenanceReport): string[] {
	const idle = finished && tasks.every(({ rows, bytes }) => rows === 0 && bytes === 0);
	return [
		...(drained.error ? [`Not all is embedded: ${drained.error}`] : []),
		...(drained.fellBack ? [`The fallback appliance embedded: ${drained.fellBack}`] : []),
		...(waiting > 0 ? [`${texts(waiting)} for a vector still: a later run goes on.`] : []),
		...(drained.failed > 0 ? [`Of the texts, ${drained.failed} could not be embedded.`] : []),
		...(idle ? ["Rollups and retention had nothing to do."] : []),
		...(busy ? ["Another process is at work on the same: it does what is left."] : []),
		...(!busy && !finished ? ["Not everything is done: others held what it needed. The next run goes on."] : []),
	];
}

const texts = (count: number) => (count === 1 ? "1 text waits" : `${count} texts wait`);
