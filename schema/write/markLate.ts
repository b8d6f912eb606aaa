import type { Connection } from "../database.ts";
import { LATE_AFTER_MS, type Rollup, rollups } from "../rollups.ts";

/** Notes the steps of a source's rollup that its new rows belong to where the rollup may have passed them. */
export async function markLate(tx: Connection, source: string, rows: { timestamp: string }[]): Promise<void> {
	const rollup = rollups.find((candidate) => candidate.source === source);
	if (!rollup) return;
	const limit = new Date(Date.now() - LATE_AFTER_MS).toISOString();
	const buckets = new Set<string>();
	for (const { timestamp } of rows) if (timestamp < limit) buckets.add(stepOf(timestamp, rollup.step));
	if (buckets.size > 0) await tx.query(MARK, [rollup.rollup, [...buckets]], "mark_late");
}

function stepOf(timestamp: string, step: Rollup["step"]): string {
	return step === "hour" ? `${timestamp.slice(0, 13)}:00:00Z` : `${timestamp.slice(0, 10)}T00:00:00Z`;
}

const MARK = `
	INSERT INTO rollup_late (rollup, bucket)
	SELECT $1, bucket FROM unnest($2::timestamptz[]) AS bucket
	ORDER BY bucket
	ON CONFLICT DO NOTHING`;
