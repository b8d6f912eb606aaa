import { sql } from "kysely";
import { run } from "../../schema/compile.ts";
import type { Connection } from "../../schema/database.ts";
import { about, type Filters, matches, seen } from "./filters.ts";

/**
 * Contents whose vector, of the same model, is near to the query's, best first. Where the filters leave few contents,
 * each of them is compared; where they leave many, the index finds candidates, and all are compared only if too few of
 * the candidates pass the filters.
 */
export async function vectorList(
	db: Connection,
	query: { vector: Float32Array; model: string; leastSimilarity: number },
	filters: Filters,
	depth: number,
): Promise<string[]> {
	if (await areFew(db, filters)) return exact(db, query, filters, depth);
	const found = await byIndex(db, query, filters, depth);
	return found.passed >= depth || found.faded ? found.ids : exact(db, query, filters, depth);
}

type Query = Parameters<typeof vectorList>[1];

/** Rows of activity up to which comparing every content that they name is quicker than the index. */
const FEW_ROWS = 20_000;

async function areFew(db: Connection, filters: Filters): Promise<boolean> {
	const [row] = await run<{ rows: number }>(
		db,
		sql`SELECT count(*)::integer AS rows
			FROM (SELECT FROM template_activity a WHERE ${seen(filters)} LIMIT ${FEW_ROWS + 1}) t`,
	);
	return (row?.rows ?? 0) <= FEW_ROWS;
}

async function exact(db: Connection, query: Query, filters: Filters, depth: number): Promise<string[]> {
	const distance = sql`e.embedding <=> ${asText(query.vector)}::vector`;
	const rows = await run<{ contentId: string }>(
		db,
		sql`SELECT e.content_id AS "contentId"
			FROM observability_embeddings e
			WHERE e.content_id IN (SELECT a.content_id FROM template_activity a WHERE ${seen(filters)})
				AND ${about(filters)} AND e.model = ${query.model} AND ${distance} <= ${1 - query.leastSimilarity}::float8
			ORDER BY ${distance}, e.content_id
			LIMIT ${depth}`,
	);
	return rows.map((row) => row.contentId);
}

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
