/** How long each table's rows live. Ages are in days; ages by level go before the table's own. */
export interface Lifecycle {
	table: string;
	timeColumn: string;
	keepDays: number;
	/** Rows that match are dropped sooner. `where` is SQL over the table's columns. */
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
		sooner: { keepDays: 7, where: "failed_tests = 0" },
	},
	{ table: "test_rollup_daily", timeColumn: "day", keepDays: 365 },
	{ table: "service_rollup_daily", timeColumn: "day", keepDays: 365 },
	{ table: "lint_failures", timeColumn: "timestamp", keepDays: 90 },
	{ table: "selfheal_proposals", timeColumn: "timestamp", keepDays: 730 },
	{ table: "build_events", timeColumn: "timestamp", keepDays: 730 },
	{ table: "template_activity", timeColumn: "bucket", keepDays: 90 },
	{ table: "ingest_batches", timeColumn: "received_at", keepDays: 1 },
	{ table: "maintenance_runs", timeColumn: "finished_at", keepDays: 365 },
];
