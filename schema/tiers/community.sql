-- TimescaleDB Community: how old chunks are compressed, as TimescaleDB itself spells it. Segments are few and long, since
-- each costs about 2 kB; rows that look alike (of one template, trace, test) lie together. Logs are segmented by level,
-- so that the short-lived levels are deleted without decompressing the others.
DO $$
DECLARE
	target record;
BEGIN
	FOR target IN
		SELECT * FROM (VALUES
			('application_logs', 'service,level', 'template_id,"timestamp" DESC,log_id DESC'),
			('trace_spans', 'service', 'trace_id,"timestamp" DESC,span_id'),
			('metric_points', 'series_id', '"timestamp" DESC'),
			('test_results', 'repository', 'test_id,"timestamp" DESC,run_id,ordinal')
		) AS t (table_name, segmentby, orderby)
		WHERE NOT EXISTS (
			SELECT FROM timescaledb_information.hypertable_columnstore_settings s
			WHERE s.hypertable = t.table_name::regclass AND s.segmentby = t.segmentby AND s.orderby = t.orderby)
	LOOP
		EXECUTE format(
			'ALTER TABLE %I SET (timescaledb.enable_columnstore, timescaledb.segmentby = %L, timescaledb.orderby = %L)',
			target.table_name, target.segmentby, target.orderby);
	END LOOP;
END $$;
