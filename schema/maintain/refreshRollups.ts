import type { Connection } from "../database.ts";
import { type Lifecycle, lifecycles } from "../lifecycle.ts";
import { type Rollup, rollups, SETTLE_MS, STEP_MS } from "../rollups.ts";
import type { MaintenanceRun } from "./run.ts";

/** Brings each rollup forward, step by step, then computes again the steps for which rows came late. */
export async function refreshRollups(run: MaintenanceRun): Promise<void> {
	for (const rollup of rollups) {
		await advance(run, rollup);
		await redoLate(run, rollup);
	}
}

async function advance(run: MaintenanceRun, rollup: Rollup): Promise<void> {
	const step = STEP_MS[rollup.step];
	const target = floor(run.options.now.getTime() - SETTLE_MS, step);
	for (let from = await completeUntil(run, rollup, target); from < target; ) {
		const rows = await run.step(async (tx) => {
			const computed = await compute(tx, rollup, from, { replace: true });
			await tx.query("DELETE FROM rollup_late WHERE rollup = $1 AND bucket = $2", [rollup.rollup, iso(from)]);
			await setComplete(tx, rollup, from + step);
			return computed;
		});
		report(run, rollup, rows);
		from += step;
		if (rows === 0 && from < target) from = await skipGap(run, rollup, from, target);
	}
}

/** Goes on to the next step that has rows: after a long pause there may be thousands without. */
async function skipGap(run: MaintenanceRun, rollup: Rollup, from: number, target: number): Promise<number> {
	return run.step(async (tx) => {
		const next = await firstRow(tx, rollup, from);
		const to = Math.min(next === null ? target : floor(next, STEP_MS[rollup.step]), target);
		await setComplete(tx, rollup, to);
		return to;
	});
}

/** Time of the source's first row from a time on. */
async function firstRow(db: Connection, rollup: Rollup, from: number): Promise<number | null> {
	const [first] = await db.query<{ time: string | null }>(
		`SELECT min(timestamp) AS time FROM ${rollup.source} WHERE timestamp >= $1`,
		[iso(from)],
	);
	return first?.time ? Date.parse(first.time) : null;
}

async function setComplete(tx: Connection, rollup: Rollup, until: number): Promise<void> {
	await tx.query(SET_COMPLETE, [rollup.rollup, iso(until)]);
}

const SET_COMPLETE = `
	INSERT INTO rollup_state (rollup, complete_until) VALUES ($1, $2)
	ON CONFLICT (rollup) DO UPDATE SET complete_until = excluded.complete_until`;

/** Where the rollup goes on; at first, where its source begins. */
async function completeUntil(run: MaintenanceRun, rollup: Rollup, target: number): Promise<number> {
	const [state] = await run.db.query<{ time: string }>(
		"SELECT complete_until AS time FROM rollup_state WHERE rollup = $1",
		[rollup.rollup],
	);
	if (state) return Date.parse(state.time);
	return skipGap(run, rollup, Date.parse(run.daysAgo(lifecycleOf(rollup).keepDays)), target);
}

async function redoLate(run: MaintenanceRun, rollup: Rollup): Promise<void> {
	const late = await run.db.query<{ bucket: string }>(LATE, [rollup.rollup]);
	for (const { bucket } of late) {
		const from = Date.parse(bucket);
		// Where the source has lost rows to its retention, only what the rollup does not hold at all is added.
		const replace = from > run.options.now.getTime() - wholeDays(rollup) * STEP_MS.day;
		const rows = await run.step(async (tx) => {
			const taken = await tx.query("DELETE FROM rollup_late WHERE rollup = $1 AND bucket = $2 RETURNING 1", [
				rollup.rollup,
				bucket,
			]);
			return taken.length > 0 ? compute(tx, rollup, from, { replace }) : 0;
		});
		report(run, rollup, rows);
	}
}

const LATE = `
	SELECT bucket FROM rollup_late JOIN rollup_state USING (rollup)
	WHERE rollup = $1 AND bucket < complete_until
	ORDER BY bucket`;

async function compute(
	tx: Connection,
	rollup: Rollup,
	from: number,
	{ replace }: { replace: boolean },
): Promise<number> {
	const range = [iso(from), iso(from + STEP_MS[rollup.step])];
	if (replace) {
		const { rollup: table, timeColumn } = rollup;
		await tx.query(`DELETE FROM ${table} WHERE ${timeColumn} >= $1 AND ${timeColumn} < $2`, range);
	}
	const rows = await tx.query<{ rows: number }>(
		`WITH made AS (INSERT INTO ${rollup.rollup} ${rollup.select} ON CONFLICT DO NOTHING RETURNING 1)
		SELECT count(*)::integer AS rows FROM made`,
		range,
	);
	return rows[0]?.rows ?? 0;
}

function report(run: MaintenanceRun, { rollup }: Rollup, rows: number): void {
	if (rows > 0) run.report(`refreshed ${rollup}`, { rows, bytes: 0 });
}

/** For how long the source keeps all of its rows. */
function wholeDays(rollup: Rollup): number {
	const { keepDays, sooner } = lifecycleOf(rollup);
	return Math.min(keepDays, sooner?.keepDays ?? keepDays) - 1;
}

function lifecycleOf(rollup: Rollup): Lifecycle {
	const found = lifecycles.find((life) => life.table === rollup.source);
	if (!found) throw new Error(`${rollup.source} has no lifecycle.`);
	return found;
}

const floor = (time: number, step: number) => Math.floor(time / step) * step;

const iso = (time: number) => new Date(time).toISOString();
