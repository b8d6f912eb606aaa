/** A table that holds the sums of another one, so that they outlive its rows. */
export interface Rollup {
	rollup: string;
	source: string;
	/** Its column of time. The source's is `timestamp`. */
	timeColumn: string;
	/** What is computed at once, and marked where rows come late: a whole number of buckets. In UTC. */
	step: "hour" | "day";
	/** SQL that computes the rollup's rows from the source's rows from $1 until before $2. */
	select: string;
}

/**
 * A rollup is complete up to this long ago: what is younger comes from the source. Rows older than `LATE_AFTER_MS` are
 * noted when they are written, so that none is missed while a transaction is shorter and clocks are closer than the
 * difference.
 */
export const SETTLE_MS = 30 * 60_000;
export const LATE_AFTER_MS = 10 * 60_000;

export const STEP_MS: Record<Rollup["step"], number> = { hour: 3_600_000, day: 86_400_000 };

export const rollups: Rollup[] = [
	{
		rollup: "metric_rollup_1min",
		source: "metric_points",
		timeColumn: "bucket",
		step: "hour",
		select: `
			SELECT date_trunc('minute', timestamp, 'UTC'), series_id, sum(value), min(value), max(value), count(*)
			FROM metric_points
			WHERE value IS NOT NULL AND timestamp >= $1 AND timestamp < $2
			GROUP BY 1, 2`,
	},
	{
		rollup: "service_rollup_daily",
		source: "application_logs",
		timeColumn: "day",
		step: "day",
		select: `
			SELECT date_trunc('day', timestamp, 'UTC'), service, environment,
				count(*) FILTER (WHERE level IN ('error', 'fatal')), count(*), count(DISTINCT request_id)
			FROM application_logs
			WHERE timestamp >= $1 AND timestamp < $2
			GROUP BY 1, 2, 3`,
	},
	{
		rollup: "test_rollup_daily",
		source: "test_runs",
		timeColumn: "day",
		step: "day",
		select: `
			SELECT date_trunc('day', timestamp, 'UTC'), repository, branch, source, count(*), sum(passed_tests),
				sum(failed_tests), sum(duration_ms),
				coalesce(sum(passed_tests::double precision / nullif(total_tests, 0)), 0),
				count(*) FILTER (WHERE total_tests > 0), count(*) FILTER (WHERE failed_tests > 0)
			FROM test_runs
			WHERE timestamp >= $1 AND timestamp < $2
			GROUP BY 1, 2, 3, 4`,
	},
];
