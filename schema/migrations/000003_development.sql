-- Test runs, lint, coverage, builds and deployments.

CREATE TABLE test_runs (
	run_id text PRIMARY KEY,
	timestamp timestamptz NOT NULL,
	repository text NOT NULL,
	branch text NOT NULL,
	commit_sha text NOT NULL,
	source text NOT NULL CHECK (source IN ('local', 'ci', 'agent')),
	node_version text,
	package_manager text,
	pnpm_version text,
	lockfile_hash text,
	total_tests integer NOT NULL,
	passed_tests integer NOT NULL,
	failed_tests integer NOT NULL,
	skipped_tests integer NOT NULL,
	duration_ms double precision NOT NULL,
	triggered_selfheal boolean NOT NULL DEFAULT false,
	selfheal_proposal_id text,
	metadata jsonb,
	received_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_test_runs_commit ON test_runs (commit_sha text_pattern_ops, source, timestamp DESC);
CREATE INDEX idx_test_runs_repo_branch ON test_runs (repository, branch, timestamp DESC);
CREATE INDEX idx_test_runs_time ON test_runs (timestamp DESC);
CREATE INDEX idx_test_runs_failures ON test_runs (timestamp DESC) WHERE failed_tests > 0;

CREATE TABLE test_results (
	timestamp timestamptz NOT NULL,
	test_id bigint NOT NULL,
	run_id text NOT NULL,
	-- Tells tests of one name in one run apart.
	ordinal integer NOT NULL DEFAULT 0,
	repository text NOT NULL,
	branch text NOT NULL,
	source text NOT NULL,
	file text NOT NULL,
	suite text NOT NULL,
	name text NOT NULL,
	status text NOT NULL CHECK (status IN ('passed', 'failed', 'skipped', 'todo')),
	duration_ms double precision,
	retries integer NOT NULL DEFAULT 0,
	PRIMARY KEY (run_id, test_id, ordinal, timestamp)
);
CREATE INDEX idx_test_results_history ON test_results (test_id, timestamp DESC);

CREATE TABLE test_failures (
	failure_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	timestamp timestamptz NOT NULL,
	run_id text NOT NULL REFERENCES test_runs (run_id) ON DELETE CASCADE,
	test_id bigint,
	test_name text NOT NULL,
	test_file text,
	suite_name text,
	error_type text,
	error_message text NOT NULL,
	error_stack text,
	file_path text,
	line_number integer,
	template_id bigint NOT NULL,
	-- What the test is called, for full-text search.
	words tsvector GENERATED ALWAYS AS (
		content_words(coalesce(test_file, '') || ' ' || coalesce(suite_name, '') || ' ' || test_name)) STORED
);
CREATE INDEX idx_test_failures_run ON test_failures (run_id, timestamp DESC);
CREATE INDEX idx_test_failures_test_name ON test_failures (test_name, timestamp DESC);
CREATE INDEX idx_test_failures_words ON test_failures USING gin (words);
CREATE INDEX idx_test_failures_template ON test_failures (template_id, timestamp DESC);

CREATE TABLE lint_failures (
	failure_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	timestamp timestamptz NOT NULL,
	run_id text NOT NULL REFERENCES test_runs (run_id) ON DELETE CASCADE,
	tool text NOT NULL,
	rule text NOT NULL,
	severity text NOT NULL,
	message text NOT NULL,
	file_path text NOT NULL,
	line integer,
	column_number integer,
	source text,
	template_id bigint NOT NULL
);
CREATE INDEX idx_lint_failures_run ON lint_failures (run_id, timestamp DESC);
CREATE INDEX idx_lint_failures_rule ON lint_failures (rule, timestamp DESC);
CREATE INDEX idx_lint_failures_time ON lint_failures USING brin (timestamp) WITH (autosummarize = on);
CREATE INDEX idx_lint_failures_template ON lint_failures (template_id, timestamp DESC);

CREATE TABLE coverage (
	run_id text NOT NULL REFERENCES test_runs (run_id) ON DELETE CASCADE,
	timestamp timestamptz NOT NULL,
	module text NOT NULL,
	lines_total integer,
	lines_covered integer,
	branches_total integer,
	branches_covered integer,
	functions_total integer,
	functions_covered integer,
	statements_total integer,
	statements_covered integer,
	PRIMARY KEY (run_id, module)
);

CREATE TABLE build_events (
	event_id text PRIMARY KEY,
	timestamp timestamptz NOT NULL,
	repository text NOT NULL,
	branch text NOT NULL,
	commit_sha text NOT NULL,
	event_type text NOT NULL,
	status text NOT NULL,
	started_at timestamptz,
	completed_at timestamptz,
	duration_ms double precision,
	ci_provider text,
	environment text,
	service text,
	artifacts jsonb,
	metadata jsonb,
	error_message text,
	template_id bigint
);
CREATE INDEX idx_builds_repo_branch ON build_events (repository, branch, timestamp DESC);
CREATE INDEX idx_builds_service ON build_events (service, timestamp DESC) WHERE service IS NOT NULL;
CREATE INDEX idx_builds_commit ON build_events (commit_sha);
CREATE INDEX idx_builds_status ON build_events (status, timestamp DESC);
CREATE INDEX idx_builds_time ON build_events (timestamp DESC);
CREATE INDEX idx_builds_template ON build_events (template_id, timestamp DESC) WHERE template_id IS NOT NULL;
