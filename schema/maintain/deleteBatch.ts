import type { Connection } from "../database.ts";
import type { Freed } from "./run.ts";

/** Deletes up to `limit` rows of a table that match `where`, an SQL condition over `values`. */
export async function deleteBatch(
	tx: Connection,
	table: string,
	where: string,
	values: unknown[],
	limit: number,
): Promise<Freed> {
	const [gone] = await tx.query<Freed>(
		`WITH gone AS (
			DELETE FROM ${table} AS t
			WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${table} WHERE ${where} LIMIT ${limit}))
			RETURNING pg_column_size(t.*) AS bytes)
		SELECT count(*)::integer AS rows, coalesce(sum(bytes), 0)::double precision AS bytes FROM gone`,
		values,
	);
	return gone ?? { rows: 0, bytes: 0 };
}
