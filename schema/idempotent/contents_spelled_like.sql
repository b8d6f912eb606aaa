-- Settings of pg_trgm are known once its library is loaded.
DO $$ BEGIN PERFORM word_similarity('', ''); END $$;

-- Contents that hold something spelled like the words, with the sum of the similarities to each word (pg_trgm's word
-- similarity), the 1000 most similar ones for each word.
CREATE OR REPLACE FUNCTION contents_spelled_like(words text[])
RETURNS TABLE (content_id bigint, similarity double precision)
LANGUAGE sql STABLE
SET pg_trgm.word_similarity_threshold = 0.45
AS $$
	SELECT found.content_id, sum(found.similarity)::double precision
	FROM unnest($1) AS w (word)
	CROSS JOIN LATERAL (
		SELECT e.content_id, word_similarity(w.word, e.content) AS similarity
		FROM observability_embeddings e
		WHERE w.word <% e.content
		ORDER BY 2 DESC, 1
		LIMIT 1000
	) found
	GROUP BY found.content_id
$$;
