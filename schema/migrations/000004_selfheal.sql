-- Proposals of the self-healing worker, and every step it took.

CREATE TABLE selfheal_proposals (
	proposal_id text PRIMARY KEY,
	timestamp timestamptz NOT NULL,
	trigger_type text NOT NULL
		CHECK (trigger_type IN ('test_failure', 'ci_failure', 'runtime_error', 'policy_violation')),
	trigger_id text,
	pattern_id text NOT NULL,
	similar_incidents jsonb,
	confidence_score numeric(5, 2) CHECK (confidence_score BETWEEN 0 AND 100),
	description text NOT NULL,
	diffs jsonb NOT NULL,
	tests_to_run jsonb,
	risk_score numeric(5, 2) CHECK (risk_score BETWEEN 0 AND 100),
	status text NOT NULL CHECK (status IN ('detected', 'retrieved', 'proposed', 'validated', 'shadow', 'pr_opened',
		'merged', 'rejected', 'failed_validation')),
	pr_url text,
	validation_results jsonb,
	agent_model text,
	agent_context jsonb,
	template_id bigint
);
CREATE INDEX idx_selfheal_pattern ON selfheal_proposals (pattern_id, timestamp DESC);
CREATE INDEX idx_selfheal_trigger ON selfheal_proposals (trigger_type, trigger_id);
CREATE INDEX idx_selfheal_status ON selfheal_proposals (status, timestamp DESC);

CREATE TABLE selfheal_events (
	event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	timestamp timestamptz NOT NULL DEFAULT now(),
	proposal_id text NOT NULL REFERENCES selfheal_proposals (proposal_id) ON DELETE CASCADE,
	from_state text,
	to_state text NOT NULL,
	actor text NOT NULL,
	reason text NOT NULL,
	detail jsonb
);
CREATE INDEX idx_selfheal_events_proposal ON selfheal_events (proposal_id, event_id);
