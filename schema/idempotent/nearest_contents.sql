-- Settings of pgvector are known once its library is loaded.
DO $$ BEGIN PERFORM '[1]'::vector; END $$;

-- Contents near to a vector, best first, among those of one model and of these kinds (null: all): 200 candidates by the
-- signs of the components, from a small index, ranked by exact cosine similarity. The scan goes on where contents of
-- another model or kind are in the way.
CREATE OR REPLACE FUNCTION nearest_contents(wanted vector, of_model text, of_kinds text[])
RETURNS TABLE (content_id bigint, similarity double precision)
LANGUAGE sql STABLE
SET hnsw.ef_search = 200
SET hnsw.iterative_scan = 'relaxed_order'
AS $$
	-- The limit is a constant: the planner has to know that it is small.
	SELECT c.content_id, 1 - (c.embedding <=> $1)
	FROM (
		SELECT e.content_id, e.embedding
		FROM observability_embeddings e
		WHERE e.model = $2 AND ($3 IS NULL OR e.kind = ANY($3))
		ORDER BY e.signs <~> binary_quantize($1)
		LIMIT 200
	) c
	ORDER BY c.embedding <=> $1, c.content_id
$$;
