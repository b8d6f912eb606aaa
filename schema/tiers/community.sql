-- TimescaleDB Community: the database itself compresses old chunks. Ages come from schema/lifecycle.ts.
ALTER TABLE application_logs SET (timescaledb.compress, timescaledb.compress_segmentby = 'service, template_id',
	timescaledb.compress_orderby = 'timestamp DESC, log_id DESC');
ALTER TABLE trace_spans SET (timescaledb.compress, timescaledb.compress_segmentby = 'service',
	timescaledb.compress_orderby = 'trace_id, timestamp DESC, span_id');
ALTER TABLE metric_points SET (timescaledb.compress, timescaledb.compress_segmentby = 'series_id',
	timescaledb.compress_orderby = 'timestamp DESC');
ALTER TABLE test_results SET (timescaledb.compress, timescaledb.compress_segmentby = 'repository',
	timescaledb.compress_orderby = 'test_id, timestamp DESC, run_id, ordinal');
