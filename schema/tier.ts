import type { Connection } from "./database.ts";

/** What TimescaleDB offers here: nothing, the Apache edition's hypertables, or all of the Community edition. */
export type Tier = "none" | "apache" | "community";

/** Finds the tier of a database whose extensions are in place. */
export async function detectTier(db: Connection): Promise<Tier> {
	const [row] = await db.query<{ license: string | null; hasColumnstore: boolean }>(DETECT);
	if (!row) return "none";
	return row.license === "timescale" && row.hasColumnstore ? "community" : "apache";
}

// The columnstore's names are of version 2.18; an older Community edition is used as the Apache edition is.
const DETECT = `
	SELECT current_setting('timescaledb.license', true) AS license,
		to_regproc('add_columnstore_policy') IS NOT NULL AS "hasColumnstore"
	FROM pg_extension WHERE extname = 'timescaledb'`;
