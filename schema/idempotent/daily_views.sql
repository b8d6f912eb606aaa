-- Days that are complete come from the rollup, the others from the raw tables.
CREATE OR REPLACE VIEW daily_service_health AS
SELECT day, service, environment, error_count, total_logs, unique_requests
FROM service_rollup_daily
UNION ALL
SELECT date_trunc('day', timestamp, 'UTC'), service, environment,
	count(*) FILTER (WHERE level IN ('error', 'fatal')), count(*), count(DISTINCT request_id)
FROM application_logs
WHERE timestamp >= coalesce(
	(SELECT complete_until FROM rollup_state WHERE rollup = 'service_rollup_daily'), '-infinity')
GROUP BY 1, 2, 3;

CREATE OR REPLACE VIEW test_days AS
SELECT day, repository, branch, source, total_runs, total_passed, total_failed, sum_duration_ms, sum_pass_rate,
	rated_runs, runs_with_failures
FROM test_rollup_daily
UNION ALL
SELECT date_trunc('day', timestamp, 'UTC'), repository, branch, source, count(*), sum(passed_tests), sum(failed_tests),
	sum(duration_ms), coalesce(sum(passed_tests::double precision / nullif(total_tests, 0)), 0),
	count(*) FILTER (WHERE total_tests > 0), count(*) FILTER (WHERE failed_tests > 0)
FROM test_runs
WHERE timestamp >= coalesce(
	(SELECT complete_until FROM rollup_state WHERE rollup = 'test_rollup_daily'), '-infinity')
GROUP BY 1, 2, 3, 4;

CREATE OR REPLACE VIEW test_runs_daily AS
SELECT day AS bucket, repository, branch, source, total_runs, total_passed, total_failed,
	sum_duration_ms / total_runs AS avg_duration
FROM test_days;

CREATE OR REPLACE VIEW daily_test_summary AS
SELECT day, repository, branch, source, total_runs AS test_runs,
	100 * sum_pass_rate / nullif(rated_runs, 0) AS avg_pass_rate, runs_with_failures
FROM test_days;

CREATE OR REPLACE VIEW selfheal_daily AS
SELECT date_trunc('day', timestamp, 'UTC') AS bucket, trigger_type, status, count(*) AS proposals,
	count(DISTINCT pattern_id) AS patterns, avg(confidence_score) AS avg_confidence, avg(risk_score) AS avg_risk
FROM selfheal_proposals
GROUP BY 1, 2, 3;
