-- Meaning: each distinct masked text once, with its vector, and how often it was seen by hour.

-- Words of a masked text for full-text search: placeholders dropped, camelCase and punctuation split.
CREATE FUNCTION content_words(content text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN to_tsvector('pg_catalog.english'::regconfig,
	regexp_replace(
		regexp_replace(
			regexp_replace(content, '<[a-z*]+>', ' ', 'g'),
			'([a-z0-9])([A-Z])', '\1 \2', 'g'),
		'[^[:alnum:]]+', ' ', 'g'));

CREATE TABLE observability_embeddings (
	content_id bigint PRIMARY KEY,
	kind text NOT NULL CHECK (kind IN ('log', 'span', 'test', 'lint', 'build', 'proposal')),
	content text NOT NULL,
	words tsvector GENERATED ALWAYS AS (content_words(content)) STORED,
	embedding vector(1024),
	model text,
	state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'ready', 'failed')),
	attempts smallint NOT NULL DEFAULT 0,
	last_error text,
	-- Not to be claimed before: a lease while it is worked on, a back-off after a failure.
	claimable_at timestamptz NOT NULL DEFAULT now(),
	created_at timestamptz NOT NULL DEFAULT now(),
	embedded_at timestamptz,
	CHECK ((state = 'ready') = (embedding IS NOT NULL)),
	CHECK ((embedding IS NULL) = (model IS NULL))
);
CREATE INDEX idx_embeddings_pending ON observability_embeddings (claimable_at) WHERE state = 'pending';
CREATE INDEX idx_embeddings_failed ON observability_embeddings (content_id) WHERE state = 'failed';
CREATE INDEX idx_embeddings_model ON observability_embeddings (model) WHERE state = 'ready';
CREATE INDEX idx_embeddings_embedded ON observability_embeddings (embedded_at) WHERE embedded_at IS NOT NULL;
CREATE INDEX idx_embeddings_words ON observability_embeddings USING gin (words);
CREATE INDEX idx_embeddings_trigrams ON observability_embeddings USING gin (content gin_trgm_ops);
-- Small and quick to build; candidates are reranked by exact distance.
CREATE INDEX idx_embeddings_vector ON observability_embeddings
	USING hnsw ((binary_quantize(embedding)::bit(1024)) bit_hamming_ops);

-- Hours that are no longer kept are added up in one row whose bucket is -infinity, so that min(first_seen) stays true.
CREATE TABLE template_activity (
	bucket timestamptz NOT NULL,
	content_id bigint NOT NULL,
	service text NOT NULL,
	environment text NOT NULL,
	level text NOT NULL,
	count bigint NOT NULL,
	first_seen timestamptz NOT NULL,
	last_seen timestamptz NOT NULL,
	PRIMARY KEY (content_id, bucket, service, environment, level)
);
CREATE INDEX idx_activity_bucket ON template_activity (bucket, service);
CREATE INDEX idx_activity_service ON template_activity (service, bucket, level);

CREATE TABLE error_groups (
	group_id bigint PRIMARY KEY,
	fingerprint text NOT NULL UNIQUE,
	kind text NOT NULL,
	title text NOT NULL,
	medoid_content_id bigint REFERENCES observability_embeddings (content_id),
	status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'resolved', 'regressed', 'ignored')),
	services text[] NOT NULL DEFAULT '{}',
	occurrences bigint NOT NULL DEFAULT 0,
	first_seen timestamptz NOT NULL,
	last_seen timestamptz NOT NULL,
	resolved_at timestamptz,
	resolved_by text
);
CREATE INDEX idx_error_groups_last_seen ON error_groups (last_seen DESC);
