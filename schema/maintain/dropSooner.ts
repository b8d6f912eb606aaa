import type { Connection } from "../database.ts";
import { type Lifecycle, lifecycles } from "../lifecycle.ts";
import { type Chunk, chunksOf, holdChunk } from "./chunks.ts";
import { deleteBatch } from "./deleteBatch.ts";
import { rolledUp } from "./rolledUp.ts";
import type { Freed, MaintenanceRun } from "./run.ts";

/** Drops the rows that a table's rule lets go before the others. Each stretch of time is gone through once. */
export async function dropSooner(run: MaintenanceRun): Promise<void> {
	for (const life of lifecycles) {
		if (life.sooner) await dropMatching(run, { ...life, sooner: life.sooner });
	}
}

type WithSooner = Lifecycle & Required<Pick<Lifecycle, "sooner">>;

async function dropMatching(run: MaintenanceRun, life: WithSooner): Promise<void> {
	const { table, timeColumn, sooner } = life;
	const until = await rolledUp(run.db, table, run.daysAgo(sooner.keepDays));
	const from = await doneUntil(run.db, table);
	const chunks = await chunksOf(run.db, table);
	if (chunks) {
		for (const chunk of chunks) {
			if (chunk.end > from && chunk.end <= until) await dropFromChunk(run, life, chunk);
		}
		return;
	}
	const where = `${timeColumn} >= $1 AND ${timeColumn} < $2 AND ${sooner.where}`;
	await run.batches(TASK, table, (tx, limit) => deleteBatch(tx, table, where, [from, until], limit));
	await run.step((tx) => setDoneUntil(tx, table, until));
}

async function dropFromChunk(run: MaintenanceRun, { table, sooner }: WithSooner, chunk: Chunk): Promise<void> {
	await run.batches(TASK, table, async (tx, limit) => {
		const state = await holdChunk(tx, chunk);
		if (state === "gone") return { rows: 0, bytes: 0 };
		if (state === "compressed") return deleteCompressed(tx, chunk, sooner.where);
		return deleteBatch(tx, chunk.relation, sooner.where, [], limit);
	});
	await run.step((tx) => setDoneUntil(tx, table, chunk.end));
}

const TASK = "sooner";

/** Without RETURNING, so that segments that match as a whole go as a whole, without being decompressed. */
async function deleteCompressed(tx: Connection, { relation, bytes }: Chunk, where: string): Promise<Freed> {
	const [count] = await tx.query<{ rows: number; share: number }>(
		`SELECT count(*) FILTER (WHERE ${where})::double precision AS rows,
			count(*) FILTER (WHERE ${where}) / greatest(count(*), 1)::double precision AS share
		FROM ${relation}`,
	);
	if (!count?.rows) return { rows: 0, bytes: 0 };
	await tx.query(`DELETE FROM ${relation} WHERE ${where}`);
	return { rows: count.rows, bytes: Math.round(bytes * count.share) };
}

async function doneUntil(db: Connection, table: string): Promise<string> {
	const [state] = await db.query<{ until: string }>(
		"SELECT done_until - interval '1 day' AS until FROM maintenance_state WHERE task = $1",
		[`${TASK} ${table}`],
	);
	return state?.until ?? "-infinity";
}

async function setDoneUntil(tx: Connection, table: string, until: string): Promise<void> {
	await tx.query(SET, [`${TASK} ${table}`, until]);
}

const SET = `
	INSERT INTO maintenance_state (task, done_until) VALUES ($1, $2)
	ON CONFLICT (task) DO UPDATE SET done_until = greatest(maintenance_state.done_until, excluded.done_until)`;
