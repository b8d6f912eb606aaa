import type { Connection } from "./database.ts";

/** What TimescaleDB offers here: nothing, the Apache edition's hypertables, or all of the Community edition. */
export type Tier = "none" | "apache" | "community";

/** Finds the tier of a database whose extensions are in place. */
export async function detectTier(db: Connection): Promise<Tier> {
	const [row] = await db.query<{ license: string | null }>(DETECT);
	if (!row) return "none";
	return row.license === "timescale" ? "community" : "apache";
}

const DETECT = `
	SELECT current_setting('timescaledb.license', true) AS license
	FROM pg_extension WHERE extname = 'timescaledb'`;
