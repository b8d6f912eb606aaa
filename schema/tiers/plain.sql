-- Without TimescaleDB nothing keeps rows apart by time: a tiny index of block ranges finds the old ones for retention.
CREATE INDEX IF NOT EXISTS idx_traces_time ON trace_spans USING brin (timestamp) WITH (autosummarize = on);
CREATE INDEX IF NOT EXISTS idx_metric_points_time ON metric_points USING brin (timestamp) WITH (autosummarize = on);
CREATE INDEX IF NOT EXISTS idx_test_results_time ON test_results USING brin (timestamp) WITH (autosummarize = on);
