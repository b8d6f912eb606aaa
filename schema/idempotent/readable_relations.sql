-- What may be read in SQL from outside, the important first: what tells of services, tests and builds, and nothing that
-- opens something or that Vagus keeps for itself.
CREATE OR REPLACE VIEW readable_relations AS
SELECT c.oid AS relation, r.name, r.about, r.place
FROM (VALUES
	(1, 'application_logs', 'log lines; template_id: content_id of the masked message'),
	(2, 'trace_spans', 'spans; status: unset, ok, error'),
	(3, 'metrics_samples', 'samples of metrics with the names of their series'),
	(4, 'metrics_1min', 'gauges and counters by minute, kept longer than samples'),
	(5, 'metric_series', 'one row a series'),
	(6, 'metric_points', 'samples by series_id'),
	(7, 'test_runs', 'runs of a test suite; source: local, ci, agent'),
	(8, 'test_results', 'each test of each run; status: passed, failed, skipped, todo'),
	(9, 'test_failures', 'errors of failed tests'),
	(10, 'lint_failures', 'findings of linters and compilers'),
	(11, 'coverage', 'by run and module'),
	(12, 'build_events', 'builds, deployments and pushes; event_type: build_start, build_complete, deploy_start, deploy_complete, push'),
	(13, 'observability_embeddings', 'templates: each distinct masked text once, with its vector'),
	(14, 'template_activity', 'how often each template was seen, by hour; bucket -infinity: hours that are no longer kept'),
	(15, 'template_groups', 'templates of one logging statement'),
	(16, 'error_groups', 'errors that are one; status: open, resolved, regressed, ignored'),
	(17, 'error_group_members', 'templates of a group, and why they are in it'),
	(18, 'error_group_events', 'what was done to groups, by whom'),
	(19, 'error_sightings', 'errors by the frames of their stacks'),
	(20, 'selfheal_proposals', 'proposed fixes'),
	(21, 'selfheal_events', 'each step of a proposal, and why'),
	(22, 'resources', 'senders of telemetry: service, environment, host'),
	(23, 'scopes', 'libraries that wrote telemetry'),
	(24, 'maintenance_runs', 'what clean-ups freed'),
	(25, 'daily_service_health', 'logs and errors of each service by day'),
	(26, 'daily_test_summary', 'runs and their pass rate by day'),
	(27, 'test_runs_daily', 'runs by day'),
	(28, 'test_days', 'figures of runs by day'),
	(29, 'selfheal_daily', 'proposals by day'),
	(30, 'application_logs_embedded', 'log lines with template, resource and scope'),
	(31, 'test_failures_embedded', 'errors of failed tests with their template'),
	(32, 'build_events_embedded', 'builds with the template of their error'),
	(33, 'selfheal_proposals_embedded', 'proposed fixes with the template of their error')
) AS r (place, name, about)
JOIN pg_class c ON c.relname = r.name
	AND c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'application_logs'::regclass);
