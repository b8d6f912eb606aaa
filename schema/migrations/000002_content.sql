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
	-- Of its components: small, in the row itself, and near where the vectors are near.
	signs bit(1024) GENERATED ALWAYS AS (binary_quantize(embedding)::bit(1024)) STORED,
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
CREATE INDEX idx_embeddings_vector ON observability_embeddings USING hnsw (signs bit_hamming_ops);

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

-- Groups: templates of one statement, and contents of one error. A content keeps its id whatever group it is in.

-- Contents in the order in which they came, until their templates are grouped.
CREATE TABLE content_arrivals (
	arrival bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	content_id bigint NOT NULL
);

-- What the templates of one statement have in common, by which they are found.
CREATE TABLE template_layouts (
	content_id bigint PRIMARY KEY,
	layout_id bigint NOT NULL,
	arrival bigint NOT NULL
);
CREATE INDEX idx_template_layouts_layout ON template_layouts (layout_id, arrival);

-- Templates that stand for no group of their own. `group_id` is the content id of the one that stands for the group.
CREATE TABLE template_aliases (
	content_id bigint PRIMARY KEY,
	group_id bigint NOT NULL,
	rule text NOT NULL CHECK (rule IN ('same words', 'variable words', 'by hand')),
	receipt jsonb NOT NULL,
	-- By hand: the content whose group this is in, for good; its own id where it was split off.
	pinned_to bigint,
	merged_at timestamptz NOT NULL DEFAULT now(),
	CHECK ((rule = 'by hand') = (pinned_to IS NOT NULL))
);
CREATE INDEX idx_template_aliases_group ON template_aliases (group_id);
CREATE INDEX idx_template_aliases_pinned ON template_aliases (pinned_to) WHERE pinned_to IS NOT NULL;

-- What a group of several templates looks like: `<*>` where they differ.
CREATE TABLE template_groups (
	group_id bigint PRIMARY KEY,
	template text NOT NULL
);

CREATE TABLE error_groups (
	group_id bigint PRIMARY KEY,
	fingerprint text NOT NULL,
	kind text NOT NULL,
	title text NOT NULL,
	-- The content that the group began with, to which all that were merged by distance are near.
	medoid_content_id bigint REFERENCES observability_embeddings (content_id),
	status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'resolved', 'regressed', 'ignored')),
	services text[] NOT NULL DEFAULT '{}',
	environments text[] NOT NULL DEFAULT '{}',
	occurrences bigint NOT NULL DEFAULT 0,
	first_seen timestamptz NOT NULL,
	last_seen timestamptz NOT NULL,
	created_at timestamptz NOT NULL DEFAULT now(),
	resolved_at timestamptz,
	resolved_by text,
	-- When it came back, and with which deployment: one between the resolve and the return.
	regressed_at timestamptz,
	regressed_by text,
	-- A person's last decision about it: the background takes nothing out of such a group.
	decided_at timestamptz,
	-- By the vectors of which model it was compared with other groups; null until then.
	compared_by text,
	-- The group that its contents went into; it has none of its own then.
	merged_into bigint REFERENCES error_groups (group_id) ON DELETE CASCADE,
	CHECK ((status IN ('resolved', 'regressed')) = (resolved_at IS NOT NULL))
);
CREATE INDEX idx_error_groups_last_seen ON error_groups (last_seen DESC) WHERE merged_into IS NULL;
CREATE INDEX idx_error_groups_merged ON error_groups (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX idx_error_groups_medoid ON error_groups (medoid_content_id);
CREATE INDEX idx_error_groups_uncompared ON error_groups (created_at)
	WHERE compared_by IS NULL AND merged_into IS NULL;

CREATE TABLE error_group_members (
	content_id bigint PRIMARY KEY,
	group_id bigint NOT NULL REFERENCES error_groups (group_id) ON DELETE CASCADE,
	fingerprint text NOT NULL,
	rule text NOT NULL CHECK (rule IN ('first', 'same fingerprint', 'same template', 'near', 'by hand')),
	-- Why it is in the group: distance and model of a near one, who decided it by hand.
	receipt jsonb NOT NULL DEFAULT '{}',
	joined_at timestamptz NOT NULL DEFAULT now(),
	-- By hand: it stays where it is.
	pinned boolean NOT NULL DEFAULT false,
	services text[] NOT NULL,
	environments text[] NOT NULL,
	occurrences bigint NOT NULL,
	first_seen timestamptz NOT NULL,
	last_seen timestamptz NOT NULL
);
CREATE INDEX idx_error_group_members_group ON error_group_members (group_id);
CREATE INDEX idx_error_group_members_fingerprint ON error_group_members (fingerprint);

-- What became of groups, by whom and why: the audit trail.
CREATE TABLE error_group_events (
	event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	timestamp timestamptz NOT NULL DEFAULT now(),
	group_id bigint NOT NULL REFERENCES error_groups (group_id) ON DELETE CASCADE,
	action text NOT NULL,
	actor text NOT NULL,
	detail jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX idx_error_group_events_group ON error_group_events (group_id, event_id);
CREATE INDEX idx_error_group_events_time ON error_group_events (timestamp);

-- Sightings of errors that are not counted into their groups yet: a row for each hour of each batch.
CREATE TABLE error_sightings (
	sighting_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	content_id bigint NOT NULL,
	service text NOT NULL,
	environment text NOT NULL,
	count bigint NOT NULL,
	first_seen timestamptz NOT NULL,
	last_seen timestamptz NOT NULL
);
