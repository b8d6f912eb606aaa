-- Where TimescaleDB is there, either edition: the high-volume tables become hypertables, with the rows they hold.
DROP INDEX IF EXISTS idx_traces_time, idx_metric_points_time, idx_test_results_time;

DO $$
DECLARE
	target record;
BEGIN
	FOR target IN
		SELECT * FROM (VALUES
			('application_logs', interval '1 day'),
			('trace_spans', interval '1 day'),
			('metric_points', interval '1 day'),
			('test_results', interval '7 days')
		) AS t (table_name, chunk)
		WHERE NOT EXISTS (
			SELECT FROM timescaledb_information.hypertables h
			WHERE h.hypertable_name = t.table_name AND h.hypertable_schema = current_schema())
	LOOP
		PERFORM create_hypertable(target.table_name::regclass, by_range('timestamp', target.chunk),
			create_default_indexes => false, migrate_data => true);
	END LOOP;
END $$;
