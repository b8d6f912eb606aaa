import type { Connection } from "../database.ts";
import { rollups } from "../rollups.ts";

/** The earlier of `cutoff` and what the table's rollup holds: a row goes only after it was rolled up. */
export async function rolledUp(db: Connection, table: string, cutoff: string): Promise<string> {
	const rollup = rollups.find((candidate) => candidate.source === table);
	if (!rollup) return cutoff;
	const [state] = await db.query<{ until: string }>(STATE, [rollup.rollup, cutoff]);
	return state?.until ?? "-infinity";
}

const STATE = "SELECT least(complete_until, $2::timestamptz) AS until FROM rollup_state WHERE rollup = $1";
