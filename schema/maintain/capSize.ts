import type { Connection } from "../database.ts";
import { chunksOf, dropChunk } from "./chunks.ts";
import { deleteBatch } from "./deleteBatch.ts";
import type { MaintenanceRun } from "./run.ts";

/** Drops the oldest telemetry, over all of its tables, until the database is within the cap. */
export async function capSize(run: MaintenanceRun): Promise<void> {
	const { maxBytes } = run.options;
	if (maxBytes === undefined) return;
	const hypertables = (await chunksOf(run.db, CAPPED[0] ?? "")) !== null;
	await (hypertables ? capChunks(run, maxBytes) : capRows(run, maxBytes));
}

const TASK = "over the cap";

/** Some room is made at once, so that a full database is not cut with each call. */
const DOWN_TO = 0.95;

/** The tables that grow with what is sent. */
const CAPPED = ["application_logs", "trace_spans", "metric_points", "test_results"];

async function capChunks(run: MaintenanceRun, maxBytes: number): Promise<void> {
	const now = run.options.now.toISOString();
	const all = await Promise.all(
		CAPPED.map(async (table) => ((await chunksOf(run.db, table)) ?? []).map((chunk) => ({ table, chunk }))),
	);
	// The newest is being written to.
	const oldestFirst = all
		.flat()
		.filter(({ chunk }) => chunk.end <= now)
		.sort((a, b) => (a.chunk.end < b.chunk.end ? -1 : 1));
	let limit = maxBytes;
	for (const { table, chunk } of oldestFirst) {
		if ((await databaseBytes(run.db)) <= limit) return;
		limit = maxBytes * DOWN_TO;
		await run.free(TASK, table, (tx) => dropChunk(tx, table, chunk));
	}
}

async function databaseBytes(db: Connection): Promise<number> {
	const [row] = await db.query<{ bytes: number }>(
		"SELECT pg_database_size(current_database())::double precision AS bytes",
	);
	return row?.bytes ?? 0;
}

/**
 * Deleted rows leave files as large as they were, for new rows to fill. So what counts is the size that the rows there
 * are would have: their number, by PostgreSQL's own estimate, times the bytes of a row with its share of the indexes.
 */
async function capRows(run: MaintenanceRun, maxBytes: number): Promise<void> {
	await run.db.script(`ANALYZE ${CAPPED.join(", ")}`);
	const sizes = await Promise.all(CAPPED.map((table) => sizeOf(run.db, table)));
	const files = sizes.reduce((sum, size) => sum + size.fileBytes, 0);
	const live = sizes.reduce((sum, size) => sum + Math.min(size.fileBytes, size.rows * size.rowBytes), 0);
	const bytes = (await databaseBytes(run.db)) - files + live;
	if (bytes <= maxBytes) return;
	const cutoff = await cutoffFor(run, sizes, bytes - maxBytes * DOWN_TO);
	for (const table of CAPPED) {
		await run.batches(TASK, table, (tx, limit) => deleteBatch(tx, table, "timestamp < $1", [cutoff], limit));
	}
}

/** The hour before which the rows of all tables together have so many bytes; the current hour at most. */
async function cutoffFor(run: MaintenanceRun, sizes: TableSize[], excess: number): Promise<string> {
	const hours = await Promise.all(
		sizes.map(async ({ table, rowBytes }) => {
			const rows = await run.db.query<{ end: string; rows: number }>(rowsByHour(table), [
				run.options.now.toISOString(),
			]);
			return rows.map(({ end, rows }) => ({ end, bytes: rows * rowBytes }));
		}),
	);
	let cutoff = "-infinity";
	let bytes = 0;
	for (const hour of hours.flat().sort((a, b) => (a.end < b.end ? -1 : 1))) {
		if (bytes >= excess && hour.end > cutoff) break;
		bytes += hour.bytes;
		cutoff = hour.end;
	}
	return cutoff;
}

const rowsByHour = (table: string) => `
	SELECT date_trunc('hour', timestamp) + interval '1 hour' AS end, count(*)::double precision AS rows
	FROM ${table} WHERE timestamp < date_trunc('hour', $1::timestamptz)
	GROUP BY 1`;

interface TableSize {
	table: string;
	fileBytes: number;
	rows: number;
	rowBytes: number;
}

async function sizeOf(db: Connection, table: string): Promise<TableSize> {
	const [size] = await db.query<TableSize>(
		`SELECT $1::text AS table, pg_total_relation_size(c.oid)::double precision AS "fileBytes",
			greatest(c.reltuples, 0)::double precision AS rows,
			coalesce((SELECT avg(pg_column_size(t.*) + ${ROW_OVERHEAD}) FROM (SELECT * FROM ${table} LIMIT 1000) t), 0)
				* pg_total_relation_size(c.oid) / greatest(pg_table_size(c.oid), 1)::double precision AS "rowBytes"
		FROM pg_class c WHERE c.oid = $1::text::regclass`,
		[table],
	);
	return size ?? { table, fileBytes: 0, rows: 0, rowBytes: 0 };
}

/** Of a tuple: header and line pointer. */
const ROW_OVERHEAD = 28;
