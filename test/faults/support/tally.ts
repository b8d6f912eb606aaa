import type { Connection } from "../../../schema/database.ts";
import { SERVICE } from "./otlpBody.ts";
import { type Sent, SIGNALS, type Signal } from "./sent.ts";

/** What became of the records of one fault's rounds. */
export interface Tally {
	rounds: number;
	sent: number;
	acknowledged: number;
	/** Acknowledged, and not in the database. */
	missing: number;
	/** In the database more than once, acknowledged or not. */
	doubled: number;
}

/** Counts rows by id in the database; `rounds` has the fault's name of each round. */
export async function tallyByFault(db: Connection, sent: Sent, rounds: string[]): Promise<Record<string, Tally>> {
	const tallies: Record<string, Tally> = {};
	const tallyOf = (fault: string): Tally => {
		tallies[fault] ??= { rounds: 0, sent: 0, acknowledged: 0, missing: 0, doubled: 0 };
		return tallies[fault];
	};
	for (const fault of rounds) tallyOf(fault).rounds += 1;
	for (const signal of SIGNALS) {
		const stored = await countById(db, signal);
		for (const [id, acknowledged] of sent.ids(signal)) {
			const tally = tallyOf(rounds[Number.parseInt(id, 10)] ?? "none");
			const rows = stored.get(id) ?? 0;
			tally.sent += 1;
			if (acknowledged) tally.acknowledged += 1;
			if (acknowledged && rows === 0) tally.missing += 1;
			if (rows > 1) tally.doubled += 1;
		}
	}
	return tallies;
}

async function countById(db: Connection, signal: Signal): Promise<Map<string, number>> {
	const rows = await db.query<{ id: string; count: number }>(COUNTS[signal], [SERVICE]);
	return new Map(rows.map((row) => [row.id, row.count]));
}

const COUNTS: Record<Signal, string> = {
	logs: "SELECT message AS id, count(*)::integer AS count FROM application_logs WHERE service = $1 GROUP BY 1",
	traces: "SELECT operation_name AS id, count(*)::integer AS count FROM trace_spans WHERE service = $1 GROUP BY 1",
	metrics: `
		SELECT labels->>'id' AS id, count(*)::integer AS count FROM metric_points JOIN metric_series USING (series_id)
		WHERE service = $1 GROUP BY 1`,
};

/** Log rows, and what the counts beside them say that there are. */
export async function countedLogs(db: Connection): Promise<{ rows: number; counted: number }> {
	const [counts] = await db.query<{ rows: number; counted: number }>(
		`SELECT (SELECT count(*)::integer FROM application_logs WHERE service = $1) AS rows,
			(SELECT sum(count)::integer FROM template_activity WHERE service = $1) AS counted`,
		[SERVICE],
	);
	return counts ?? { rows: 0, counted: 0 };
}
