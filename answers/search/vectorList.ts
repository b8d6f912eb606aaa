import { sql } from "kysely";
import { run } from "../../schema/compile.ts";
import type { Connection } from "../../schema/database.ts";
import { type Filters, matches } from "./filters.ts";

/**
 * Contents whose vector, of the same model, is near to the query's, best first. Where the filters leave few contents,
 * they are the ones compared; where they leave many, the index finds candidates, and all that pass the filters are
 * compared only if too few of the candidates do.
 */
export async function vectorList(
	db: Connection,
	query: { vector: Float32Array; model: string; leastSimilarity: number },
	filters: Filters,
	depth: number,
): Promise<string[]> {
	if (filters.among) return amongFiltered(db, query, filters, depth);
	const found = await byIndex(db, query, filters, depth);
	return found.passed >= depth || found.faded ? found.ids : amongFiltered(db, query, filters, depth);
}

type Query = Parameters<typeof vectorList>[1];

/** All that pass the filters, by the signs of their components; the best of them by their vectors. */
async function amongFiltered(db: Connection, query: Query, filters: Filters, depth: number): Promise<string[]> {
	const rows = await run<{ contentId: string }>(
		db,
		// Materialized, so that no index on signs is asked, which knows nothing of the filters.
		sql`WITH filtered AS MATERIALIZED (
				SELECT e.content_id, e.signs, e.embedding FROM observability_embeddings e
				WHERE ${matches(filters)} AND e.model = ${query.model}
			), candidates AS MATERIALIZED (
				SELECT f.content_id, f.embedding <=> ${asText(query.vector)}::vector AS distance FROM filtered f
				ORDER BY f.signs <~> binary_quantize(${asText(query.vector)}::vector)::bit(1024) LIMIT ${CANDIDATES}
			)
			SELECT c.content_id AS "contentId" FROM candidates c
			WHERE c.distance <= ${1 - query.leastSimilarity}::float8
			ORDER BY c.distance, c.content_id
			LIMIT ${depth}`,
	);
	return rows.map((row) => row.contentId);
}

/** As many as `nearest_contents` takes from the index. */
const CANDIDATES = 200;

async function byIndex(db: Connection, query: Query, filters: Filters, depth: number) {
	const rows = await run<{ contentId: string; similarity: number; passes: boolean }>(
		db,
		sql`SELECT n.content_id AS "contentId", n.similarity, (${matches(filters)}) AS passes
			FROM nearest_contents(${asText(query.vector)}::vector, ${query.model}, ${filters.kinds ?? null}::text[]) n
			JOIN observability_embeddings e USING (content_id)
			ORDER BY n.similarity DESC, n.content_id`,
	);
	const near = rows.filter((row) => row.similarity >= query.leastSimilarity);
	const passed = near.filter((row) => row.passes);
	return {
		ids: passed.slice(0, depth).map((row) => row.contentId),
		passed: passed.length,
		/** The candidates reach beyond what counts as near: there are no others. */
		faded: near.length < rows.length,
	};
}

function asText(vector: Float32Array): string {
	return `[${vector.join(",")}]`;
}
