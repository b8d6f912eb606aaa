-- Settings of pgvector are known once its library is loaded.
DO $$ BEGIN PERFORM '[1]'::vector; END $$;

-- Events whose text means what `embedding` means, best first; 200 at most. Only vectors of one model are compared: the
-- one named, else the one that made the newest vector. `time` is the newest occurrence; `timestamp` repeats it for
-- callers that filter by the name that all tables use.
CREATE OR REPLACE FUNCTION search_similar_events(
	embedding vector, threshold double precision DEFAULT 0.7, "limit" integer DEFAULT 10, of_model text DEFAULT NULL)
RETURNS TABLE (kind text, id text, "time" timestamptz, service text, message text, similarity double precision,
	"timestamp" timestamptz)
LANGUAGE sql STABLE
SET hnsw.ef_search = 200
SET hnsw.iterative_scan = 'relaxed_order'
AS $$
	WITH candidates AS MATERIALIZED (
		-- Nearest by the signs of the components, from a small index. The limit is a constant: the planner has to know
		-- that it is small.
		SELECT e.content_id, e.kind, e.content, e.embedding <=> $1 AS distance
		FROM observability_embeddings e
		WHERE e.model = coalesce($4, (
			SELECT newest.model FROM observability_embeddings newest
			WHERE newest.embedded_at IS NOT NULL ORDER BY newest.embedded_at DESC LIMIT 1))
		ORDER BY e.signs <~> binary_quantize($1)
		LIMIT 200
	), nearest AS (
		SELECT * FROM candidates WHERE 1 - distance >= $2 ORDER BY distance, content_id LIMIT $3
	)
	SELECT n.kind, n.content_id::text, a.last_seen, a.service, n.content, 1 - n.distance, a.last_seen
	FROM nearest n
	LEFT JOIN LATERAL (
		SELECT t.last_seen, t.service FROM template_activity t
		WHERE t.content_id = n.content_id ORDER BY t.bucket DESC, t.last_seen DESC LIMIT 1
	) a ON true
	ORDER BY n.distance, n.content_id
$$;
