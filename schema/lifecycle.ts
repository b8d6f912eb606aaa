/** How long each table's rows live. Ages are in days. */
export interface Lifecycle {
	table: string;
	timeColumn: string;
	keepDays: number;
	/** Rows that match go sooner. `where` is SQL over the table's columns. */
	sooner?: { keepDays: number; where: string };
	/** TimescaleDB Community compresses chunks of this age. */
	compressAfterDays?: number;
}

export const lifecycles: Lifecycle[] = [
	{
		table: "application_logs",
		timeColumn: "timestamp",
		keepDays: 90,
		sooner: { keepDays: 30, where: "level IN ('trace', 'debug')" },
		compressAfterDays: 7,
	},
	{ table: "trace_spans", timeColumn: "timestamp", keepDays: 30, compressAfterDays: 7 },
	{ table: "metric_points", timeColumn: "timestamp", keepDays: 30, compressAfterDays: 1 },
	{ table: "metric_rollup_1min", timeColumn: "bucket", keepDays: 180 },
	{ table: "test_results", timeColumn: "timestamp", keepDays: 180, compressAfterDays: 7 },
	{
		table: "test_runs",
		timeColumn: "timestamp",
		keepDays: 180,
		// A run takes its failures with it, those of lint too.
		sooner: {
			keepDays: 7,
			where: "failed_tests = 0 AND NOT EXISTS (SELECT FROM lint_failures l WHERE l.run_id = test_runs.run_id)",
		},
	},
	{ table: "test_rollup_daily", timeColumn: "day", keepDays: 365 },
	{ table: "service_rollup_daily", timeColumn: "day", keepDays: 365 },
	{ table: "lint_failures", timeColumn: "timestamp", keepDays: 90 },
	{ table: "selfheal_proposals", timeColumn: "timestamp", keepDays: 730 },
	{ table: "build_events", timeColumn: "timestamp", keepDays: 730 },
	{ table: "error_groups", timeColumn: "last_seen", keepDays: 730 },
	{ table: "ingest_batches", timeColumn: "received_at", keepDays: 1 },
	{ table: "new_by_hour", timeColumn: "hour", keepDays: 1 },
	{ table: "maintenance_runs", timeColumn: "finished_at", keepDays: 365 },
	// What other rows refer to by id: kept longer, from when it was last sent, than any of them. `last_seen` is a day
	// late at most, and a series refers to its resource.
	{ table: "metric_series", timeColumn: "last_seen", keepDays: 182 },
	{ table: "resources", timeColumn: "last_seen", keepDays: 184 },
	{ table: "scopes", timeColumn: "last_seen", keepDays: 184 },
];

/** Hours of template_activity that are older are added up into one row. */
export const ACTIVITY_BY_HOUR_DAYS = 90;

/**
 * A content that was not seen for so long goes, with its activity: longer than any of the tables whose rows are counted
 * as activity. Those that keep their rows longer still are asked.
 */
export const UNSEEN_CONTENT_DAYS = 190;
