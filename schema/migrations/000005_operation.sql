-- What Vagus needs to run itself: keys, accepted batches, rollups, clean-up records.

CREATE TABLE api_keys (
	key_id text PRIMARY KEY,
	name text NOT NULL,
	-- SHA-256 of the key; the key itself is shown once and never stored.
	key_hash bytea NOT NULL UNIQUE,
	scopes text[] NOT NULL CHECK (scopes <@ ARRAY['ingest', 'read', 'agent', 'admin'] AND cardinality(scopes) > 0),
	origins text[],
	created_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz,
	revoked_at timestamptz,
	last_used_at timestamptz
);

CREATE TABLE ingest_batches (
	batch_hash bytea PRIMARY KEY,
	received_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_ingest_batches_received ON ingest_batches (received_at);

-- How many new series and templates each service brought in an hour.
CREATE TABLE new_by_hour (
	hour timestamptz NOT NULL,
	kind text NOT NULL,
	service text NOT NULL,
	count bigint NOT NULL,
	PRIMARY KEY (hour, kind, service)
);

-- Up to when each rollup holds everything; later rows are added by its view from the raw table.
CREATE TABLE rollup_state (
	rollup text PRIMARY KEY,
	complete_until timestamptz NOT NULL
);

-- Spans of a rollup for which rows came after it had passed them: to be computed again.
CREATE TABLE rollup_late (
	rollup text NOT NULL,
	bucket timestamptz NOT NULL,
	PRIMARY KEY (rollup, bucket)
);

-- Up to when a clean-up that goes through time, or that is due once in a while, has come.
CREATE TABLE maintenance_state (
	task text PRIMARY KEY,
	done_until timestamptz NOT NULL
);

CREATE TABLE metric_rollup_1min (
	bucket timestamptz NOT NULL,
	series_id bigint NOT NULL,
	sum_value double precision,
	min_value double precision,
	max_value double precision,
	sample_count bigint NOT NULL,
	PRIMARY KEY (series_id, bucket)
);
CREATE INDEX idx_metric_rollup_1min_bucket ON metric_rollup_1min (bucket);

CREATE TABLE service_rollup_daily (
	day timestamptz NOT NULL,
	service text NOT NULL,
	environment text NOT NULL,
	error_count bigint NOT NULL,
	total_logs bigint NOT NULL,
	unique_requests bigint NOT NULL,
	PRIMARY KEY (day, service, environment)
);

CREATE TABLE test_rollup_daily (
	day timestamptz NOT NULL,
	repository text NOT NULL,
	branch text NOT NULL,
	source text NOT NULL,
	total_runs bigint NOT NULL,
	total_passed bigint NOT NULL,
	total_failed bigint NOT NULL,
	sum_duration_ms double precision NOT NULL,
	sum_pass_rate double precision NOT NULL,
	rated_runs bigint NOT NULL,
	runs_with_failures bigint NOT NULL,
	PRIMARY KEY (day, repository, branch, source)
);

CREATE TABLE maintenance_runs (
	maintenance_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	finished_at timestamptz NOT NULL DEFAULT now(),
	task text NOT NULL,
	table_name text,
	rows_freed bigint NOT NULL DEFAULT 0,
	bytes_freed bigint NOT NULL DEFAULT 0,
	detail jsonb
);
