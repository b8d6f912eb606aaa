import { sql } from "kysely";
import { run } from "../../schema/compile.ts";
import type { Connection } from "../../schema/database.ts";
import { type Filters, matches } from "./filters.ts";
import type { Term } from "./wordList.ts";

/**
 * Contents that hold something spelled like the query's words, best first: for words that the full-text index hardly
 * knows, such as misspelled ones and parts of longer words.
 */
export async function spellingList(db: Connection, terms: Term[], filters: Filters, depth: number): Promise<string[]> {
	const words = terms
		.filter(({ word, found }) => found <= HARDLY_KNOWN && word.length >= SHORTEST_WORD)
		.slice(0, MAX_WORDS)
		.map(({ word }) => word.slice(0, LONGEST_WORD));
	if (words.length === 0) return [];
	const rows = await run<{ contentId: string }>(
		db,
		sql`SELECT s.content_id AS "contentId"
			FROM contents_spelled_like(${words}::text[]) s
			JOIN observability_embeddings e USING (content_id)
			WHERE ${matches(filters)}
			ORDER BY s.similarity DESC, length(e.content), s.content_id
			LIMIT ${depth}`,
	);
	return rows.map((row) => row.contentId);
}

const HARDLY_KNOWN = 20;
/** Shorter words have too few trigrams to tell. */
const SHORTEST_WORD = 4;
const LONGEST_WORD = 64;
const MAX_WORDS = 4;
