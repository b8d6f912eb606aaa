-- Logs, spans and metrics. Row volume is high here: lean indexes, no foreign keys, everything repeated is kept once
-- in a table of its own under the hash of its content. Such a row's last_seen is brought up to date once a day at most.

CREATE TABLE resources (
	resource_id bigint PRIMARY KEY,
	service text NOT NULL,
	environment text NOT NULL,
	hostname text,
	attributes jsonb NOT NULL,
	schema_url text,
	first_seen timestamptz NOT NULL DEFAULT now(),
	last_seen timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_resources_service ON resources (service);

CREATE TABLE scopes (
	scope_id bigint PRIMARY KEY,
	name text NOT NULL,
	version text,
	attributes jsonb NOT NULL,
	schema_url text,
	first_seen timestamptz NOT NULL DEFAULT now(),
	last_seen timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE application_logs (
	timestamp timestamptz NOT NULL,
	log_id bigint GENERATED ALWAYS AS IDENTITY,
	service text NOT NULL,
	environment text NOT NULL,
	hostname text,
	request_id text,
	user_id text,
	level text NOT NULL,
	message text NOT NULL,
	logger_name text,
	context jsonb,
	error_type text,
	error_message text,
	error_stack text,
	client_errors jsonb,
	trace_id text,
	span_id text,
	severity_number smallint,
	severity_text text,
	event_name text,
	observed_timestamp timestamptz,
	template_id bigint NOT NULL,
	resource_id bigint NOT NULL,
	scope_id bigint NOT NULL,
	PRIMARY KEY (timestamp, log_id)
);
CREATE INDEX idx_logs_service_level ON application_logs (service, level, timestamp DESC);
CREATE INDEX idx_logs_template ON application_logs (template_id, timestamp DESC);
CREATE INDEX idx_logs_request_id ON application_logs (request_id) WHERE request_id IS NOT NULL;
CREATE INDEX idx_logs_trace_id ON application_logs (trace_id) WHERE trace_id IS NOT NULL;
CREATE INDEX idx_logs_error ON application_logs (timestamp DESC) WHERE level IN ('error', 'fatal');

CREATE TABLE trace_spans (
	timestamp timestamptz NOT NULL,
	span_id text NOT NULL,
	trace_id text NOT NULL,
	parent_span_id text,
	trace_state text,
	service text NOT NULL,
	environment text NOT NULL,
	operation_name text NOT NULL,
	kind text NOT NULL,
	duration_ns bigint NOT NULL,
	duration_ms double precision GENERATED ALWAYS AS (duration_ns / 1000000.0) STORED,
	status text NOT NULL,
	status_message text,
	attributes jsonb,
	request_id text,
	events jsonb,
	links jsonb,
	template_id bigint,
	resource_id bigint NOT NULL,
	scope_id bigint NOT NULL,
	PRIMARY KEY (trace_id, span_id, timestamp)
);
CREATE INDEX idx_traces_service ON trace_spans (service, timestamp DESC);
CREATE INDEX idx_traces_request_id ON trace_spans (request_id) WHERE request_id IS NOT NULL;
CREATE INDEX idx_traces_slow ON trace_spans (timestamp DESC) WHERE duration_ns > 1000000000;
CREATE INDEX idx_traces_error ON trace_spans (timestamp DESC) WHERE status = 'error';
CREATE INDEX idx_traces_template ON trace_spans (template_id, timestamp DESC) WHERE template_id IS NOT NULL;

CREATE TABLE metric_series (
	series_id bigint PRIMARY KEY,
	metric_name text NOT NULL,
	metric_type text NOT NULL,
	temporality text,
	unit text NOT NULL,
	description text,
	service text NOT NULL,
	environment text NOT NULL,
	labels jsonb NOT NULL,
	bucket_bounds double precision[],
	resource_id bigint NOT NULL,
	scope_id bigint NOT NULL,
	first_seen timestamptz NOT NULL DEFAULT now(),
	last_seen timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_metric_series_name ON metric_series (metric_name, service);
CREATE INDEX idx_metric_series_service ON metric_series (service, environment);
CREATE INDEX idx_metric_series_labels ON metric_series USING gin (labels);

CREATE TABLE metric_points (
	timestamp timestamptz NOT NULL,
	series_id bigint NOT NULL,
	start_timestamp timestamptz,
	value double precision,
	count bigint,
	sum double precision,
	min double precision,
	max double precision,
	bucket_counts bigint[],
	exponential jsonb,
	quantiles jsonb,
	exemplars jsonb,
	PRIMARY KEY (series_id, timestamp)
);
