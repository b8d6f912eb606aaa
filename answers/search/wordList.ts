import { sql } from "kysely";
import { run } from "../../schema/compile.ts";
import type { Connection } from "../../schema/database.ts";
import { about, type Filters, seen } from "./filters.ts";

/** A word of the query: what it means to the full-text index, and in how many contents it stands, up to a bound. */
export interface Term {
	word: string;
	query: string;
	found: number;
}

/** The query's words that are not stop words. */
export async function termsOf(db: Connection, query: string): Promise<Term[]> {
	const words = [...new Set(query.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)))].slice(0, MAX_WORDS);
	return run<Term>(
		db,
		sql`SELECT w.word, w.query::text AS query,
				(SELECT count(*) FROM (
					SELECT FROM observability_embeddings e WHERE e.words @@ w.query LIMIT ${COMMON}) c)::integer AS found
			FROM (
				SELECT word, (SELECT string_agg(quote_literal(lexeme), ' & ')::tsquery FROM unnest(content_words(word))) AS query
				FROM unnest(${words}::text[]) WITH ORDINALITY AS u (word, place) ORDER BY place
			) w
			WHERE w.query IS NOT NULL`,
	);
}

/**
 * Contents that hold words of the query, best first: by the sum of the words' rarity, so that one with all words comes
 * before one with some, and one with a rare word before one with a common word; then the shorter text.
 */
export async function wordList(db: Connection, terms: Term[], filters: Filters, depth: number): Promise<string[]> {
	const wanted = retrievedBy(terms);
	if (!wanted) return [];
	const rarities = terms.map(
		({ query, found }) =>
			sql`CASE WHEN e.words @@ ${query}::tsquery THEN ${Math.log(1 + (2 * COMMON) / (found + 1))}::float8 ELSE 0 END`,
	);
	const rows = await run<{ contentId: string }>(
		db,
		// Whether they were seen is asked one by one, the best first, until there are enough.
		sql`SELECT e.content_id AS "contentId"
			FROM (
				SELECT e.content_id, ${sql.join(rarities, sql` + `)} AS rarity, length(e.words) AS length
				FROM observability_embeddings e
				WHERE e.words @@ ${wanted}::tsquery AND ${about(filters)}
				ORDER BY 2 DESC, 3, 1
			) e
			${
				filters.among
					? sql``
					: sql`CROSS JOIN LATERAL (
				SELECT FROM template_activity a WHERE a.content_id = e.content_id AND ${seen(filters)} LIMIT 1) s`
			}
			ORDER BY e.rarity DESC, e.length, e.content_id
			LIMIT ${depth}`,
	);
	return rows.map((row) => row.contentId);
}

/** More words than that are a pasted text: its first words say enough. */
const MAX_WORDS = 24;

/** A word that so many contents hold tells little: it ranks what other words find. */
const COMMON = 5_000;

/** Contents to look at, at most, whatever the words. */
const MOST_RETRIEVED = 15_000;

/** Any of the rarest words; all of them where each is common. */
function retrievedBy(terms: Term[]): string | null {
	let retrieved = 0;
	const rare = terms
		.filter(({ found }) => found > 0 && found < COMMON)
		.sort((a, b) => a.found - b.found)
		.filter(({ found }) => {
			retrieved += found;
			return retrieved <= MOST_RETRIEVED;
		});
	if (rare.length > 0) return rare.map(({ query }) => `(${query})`).join(" | ");
	const common = terms.filter(({ found }) => found >= COMMON);
	return common.length > 0 ? common.map(({ query }) => `(${query})`).join(" & ") : null;
}
