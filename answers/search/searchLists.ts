import { sql } from "kysely";
import { CONTENT_KINDS } from "../../core/records/content.ts";
import type { RankedList } from "../../core/search/fuseRanks.ts";
import { contentOf } from "../../core/templates/logContent.ts";
import type { Embedder } from "../../embedding/embedder.ts";
import { run } from "../../schema/compile.ts";
import type { Connection } from "../../schema/database.ts";
import { type Filters, matches, narrowed } from "./filters.ts";
import { queryVector } from "./queryVector.ts";
import { spellingList } from "./spellingList.ts";
import { type NamedFailure, testNameList } from "./testNameList.ts";
import { vectorList } from "./vectorList.ts";
import { termsOf, wordList } from "./wordList.ts";

export const LIST_NAMES = ["same text", "test name", "words", "spelling", "meaning"] as const;
export type ListName = (typeof LIST_NAMES)[number];

/**
 * The query's lists, to be fused; the failures whose tests' names it holds; whether a list was cut at its depth; and what
 * to know about them.
 */
export async function searchLists(
	db: Connection,
	embedder: Embedder,
	query: string,
	wanted: Filters,
): Promise<{ ranked: RankedList<ListName>[]; failures: NamedFailure[]; bounded: boolean; notes: string[] }> {
	// Contents are masked: a pasted line finds its own text, and its vector, once it is masked in the same way.
	const masked = contentOf("log", query).content;
	const vector = await queryVector(embedder, masked);
	const terms = await termsOf(db, query);
	const filters = await narrowed(db, wanted);
	// A line that was seen is meant as it is: its quotes and dashes ask for nothing.
	const plain = { ...filters, mustMatch: undefined };
	const same = await sameText(db, query, plain);
	const meant = same.length > 0 ? plain : filters;
	const failures = await testNameList(db, terms, meant, NAMES_DEPTH);
	const ids = {
		"same text": same,
		"test name": failures.map(({ contentId }) => contentId),
		words: await wordList(db, terms, meant, LIST_DEPTH),
		spelling: await spellingList(db, terms, meant, LIST_DEPTH),
		meaning:
			vector instanceof Float32Array
				? await vectorList(
						db,
						{ vector, model: embedder.model, leastSimilarity: LEAST_SIMILARITY[kindOf(embedder)] },
						meant,
						VECTOR_DEPTH,
					)
				: [],
	} satisfies Record<ListName, string[]>;
	const weights = WEIGHTS[kindOf(embedder)];
	return {
		ranked: Object.entries(ids).map(([name, list]) => {
			const known = name as ListName;
			return { name: known, weight: weights[known], ids: list };
		}),
		failures,
		bounded:
			failures.length === NAMES_DEPTH ||
			ids.words.length === LIST_DEPTH ||
			ids.spelling.length === LIST_DEPTH ||
			ids.meaning.length === VECTOR_DEPTH,
		notes:
			vector === "unavailable" ? ["The embedding service did not answer: this is by words and spelling alone."] : [],
	};
}

/** Most contents of a lexical list. */
const LIST_DEPTH = 200;

/** Most errors of failing tests that are found by a name. */
const NAMES_DEPTH = 20;

/** Everything is near to something: farther down a vector list is noise. */
const VECTOR_DEPTH = 50;

const kindOf = (embedder: Embedder) => (embedder.semantic ? "semantic" : "lexical");

/** How much a list counts. All of the words in a name mean that test. Near-duplicates by a lexical vector repeat what the words say. */
const WEIGHTS: Record<"semantic" | "lexical", Record<ListName, number>> = {
	semantic: { "same text": 3, "test name": 2, words: 1, spelling: 0.5, meaning: 1 },
	lexical: { "same text": 3, "test name": 2, words: 1, spelling: 0.5, meaning: 0.4 },
};

/** Cosine similarity below which two texts have nothing in common. */
const LEAST_SIMILARITY = { semantic: 0.5, lexical: 0.2 };

/** The query itself, where it is a line that was seen. */
async function sameText(db: Connection, query: string, filters: Filters): Promise<string[]> {
	const ids = CONTENT_KINDS.map((kind) => contentOf(kind, query).contentId);
	const rows = await run<{ contentId: string }>(
		db,
		sql`SELECT e.content_id AS "contentId" FROM observability_embeddings e
			WHERE e.content_id = ANY(${ids}::bigint[]) AND ${matches(filters)} ORDER BY 1`,
	);
	return rows.map((row) => row.contentId);
}
