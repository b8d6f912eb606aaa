-- Events whose text means what `embedding` means, best first. Only vectors of one model are compared: the one named,
-- else the one that most texts have. `time` is the newest occurrence; `timestamp` repeats it for callers that filter
-- by the name that all tables use.
CREATE OR REPLACE FUNCTION search_similar_events(
	embedding vector, threshold double precision DEFAULT 0.7, "limit" integer DEFAULT 10, of_model text DEFAULT NULL)
RETURNS TABLE (kind text, id text, "time" timestamptz, service text, message text, similarity double precision,
	"timestamp" timestamptz)
LANGUAGE sql STABLE AS $$
	WITH chosen AS (
		SELECT coalesce(of_model, (SELECT model FROM observability_embeddings WHERE model IS NOT NULL
			GROUP BY model ORDER BY count(*) DESC LIMIT 1)) AS model
	), candidates AS MATERIALIZED (
		SELECT e.content_id, e.kind, e.content, e.model, e.embedding
		FROM observability_embeddings e
		WHERE e.embedding IS NOT NULL
		ORDER BY binary_quantize(e.embedding)::bit(1024) <~> binary_quantize($1)
		LIMIT greatest(100, $3 * 10)
	), nearest AS (
		SELECT c.content_id, c.kind, c.content, 1 - (c.embedding <=> $1) AS similarity
		FROM candidates c JOIN chosen USING (model)
		WHERE 1 - (c.embedding <=> $1) >= $2
		ORDER BY c.embedding <=> $1
		LIMIT $3
	)
	SELECT n.kind, n.content_id::text, a.last_seen, a.service, n.content, n.similarity, a.last_seen
	FROM nearest n
	LEFT JOIN LATERAL (
		SELECT t.last_seen, t.service FROM template_activity t
		WHERE t.content_id = n.content_id ORDER BY t.bucket DESC, t.last_seen DESC LIMIT 1
	) a ON true
	ORDER BY n.similarity DESC, n.content_id
$$;
