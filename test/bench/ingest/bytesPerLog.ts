import type { Database } from "../../../schema/database.ts";

/** What a stored log takes on disk, its part of the indexes included; null where none is stored. */
export async function bytesPerLog(db: Database): Promise<number | null> {
	const [size] = await db.query<{ bytes: number | null }>(SIZE);
	return size?.bytes ?? null;
}

/** Of the table, and of its partitions where it has some. */
const SIZE = `
	SELECT (pg_total_relation_size('application_logs')
		+ coalesce((SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits
			WHERE inhparent = 'application_logs'::regclass), 0))::float8
		/ nullif((SELECT count(*) FROM application_logs), 0) AS bytes`;
