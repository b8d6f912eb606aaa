import type { Connection } from "../database.ts";
import type { Freed } from "./run.ts";

/** A part of a hypertable, by time. */
export interface Chunk {
	/** Its table, quoted. */
	relation: string;
	start: string;
	end: string;
	/** With its indexes and its compressed part. */
	bytes: number;
}

/** Chunks of a table, oldest first; null where it is no hypertable. */
export async function chunksOf(db: Connection, table: string): Promise<Chunk[] | null> {
	const [extension] = await db.query("SELECT FROM pg_extension WHERE extname = 'timescaledb'");
	if (!extension) return null;
	const [hypertable] = await db.query(HYPERTABLE, [table]);
	return hypertable ? db.query<Chunk>(CHUNKS, [table]) : null;
}

const HYPERTABLE = `
	SELECT FROM timescaledb_information.hypertables WHERE hypertable_schema = current_schema() AND hypertable_name = $1::text`;

const CHUNKS = `
	SELECT format('%I.%I', c.chunk_schema, c.chunk_name) AS relation, c.range_start AS start, c.range_end AS end,
		s.total_bytes::double precision AS bytes
	FROM timescaledb_information.chunks c
	JOIN chunks_detailed_size($1::text::regclass) s USING (chunk_schema, chunk_name)
	WHERE c.hypertable_schema = current_schema() AND c.hypertable_name = $1::text
	ORDER BY c.range_start`;

/** Keeps TimescaleDB's own jobs from compressing or dropping a chunk in this transaction; says what they have done. */
export async function holdChunk(tx: Connection, { relation }: Chunk): Promise<"rows" | "compressed" | "gone"> {
	const [found] = await tx.query<{ there: boolean }>("SELECT to_regclass($1) IS NOT NULL AS there", [relation]);
	if (!found?.there) return "gone";
	await tx.query(`LOCK TABLE ${relation} IN ROW EXCLUSIVE MODE`);
	const [state] = await tx.query<{ compressed: boolean }>(COMPRESSED, [relation]);
	return state?.compressed ? "compressed" : "rows";
}

const COMPRESSED = `
	SELECT is_compressed AS compressed FROM timescaledb_information.chunks
	WHERE format('%I.%I', chunk_schema, chunk_name)::regclass = $1::regclass`;

/** Drops one chunk, and its disk space with it. */
export async function dropChunk(tx: Connection, table: string, chunk: Chunk): Promise<Freed> {
	const [count] = await tx.query<{ rows: number }>(
		`SELECT count(*)::double precision AS rows FROM ${table} WHERE timestamp >= $1 AND timestamp < $2`,
		[chunk.start, chunk.end],
	);
	await tx.query("SELECT drop_chunks($1::regclass, older_than => $3::timestamptz, newer_than => $2::timestamptz)", [
		table,
		chunk.start,
		chunk.end,
	]);
	return { rows: count?.rows ?? 0, bytes: chunk.bytes };
}
