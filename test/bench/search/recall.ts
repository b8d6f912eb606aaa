import { performance } from "node:perf_hooks";
import Table from "cli-table3";
import type { Ora } from "ora";
import { vectorList } from "../../../answers/search/vectorList.ts";
import type { Database } from "../../../schema/database.ts";
import { randomNumbers } from "./corpus.ts";

const VECTORS = 100_000;
const CLUSTERS = 2_000;
const QUERIES = 100;
const MODEL = "made-up clusters";
/** Contents of one service among all. */
const RARE_EVERY = 500;

/**
 * Recall@10 against exact search, and its time, by how many candidates the index on signs gives: over clustered vectors of 1024
 * dimensions, as a model's are; then through the filters for a service that one of some hundred contents is of.
 */
export async function printRecall(db: Database, spinner: Ora): Promise<void> {
	spinner.start("vectors");
	const { vectors, query } = clusters();
	await store(db, vectors, spinner);
	const exact: string[][] = [];
	const queries = Array.from({ length: QUERIES }, query);
	for (const vector of queries) exact.push(await nearest(db, EXACT, vector));
	const table = new Table({ head: ["candidates", "recall@10", "p50 ms", "p95 ms"], style: { head: [], border: [] } });
	for (const candidates of [50, 100, 200, 400, 800]) {
		spinner.text = `${candidates} candidates`;
		await db.query(`SET hnsw.ef_search = ${candidates}`);
		table.push([candidates, ...(await compare(exact, queries, (vector) => nearest(db, byIndex(candidates), vector)))]);
	}
	spinner.text = "a rare service";
	const filters = { window: WINDOW, services: ["rare"] };
	const rare: string[][] = [];
	for (const vector of queries) rare.push(await nearest(db, EXACT_OF_RARE, vector));
	const figures = await compare(rare, queries, (vector) =>
		vectorList(db, { vector, model: MODEL, leastSimilarity: -1 }, filters, 10),
	);
	spinner.stop();
	console.log(
		`${VECTORS.toLocaleString("en")} vectors in ${CLUSTERS.toLocaleString("en")} clusters, ${QUERIES} queries; the product asks for 200 candidates.`,
	);
	console.log(table.toString());
	console.log(
		`A service of one in ${RARE_EVERY} contents: recall@10 ${figures[0]}, p50 ${figures[1]} ms, p95 ${figures[2]} ms.`,
	);
}

const WINDOW = { from: "2026-03-01T00:00:00.000Z", to: "2026-03-02T00:00:00.000Z" };

/** Vectors around centres, and others of the same kind to ask for. */
function clusters(): { vectors: Float32Array[]; query: () => Float32Array } {
	const random = randomNumbers(3);
	const gaussian = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
	const centres = Array.from({ length: CLUSTERS }, () => Float32Array.from({ length: 1024 }, gaussian));
	const around = () => {
		const centre = centres[Math.floor(random() * CLUSTERS)] ?? new Float32Array(1024);
		const vector = centre.map((value) => value + 0.8 * gaussian());
		const length = Math.hypot(...vector);
		return vector.map((value) => value / length);
	};
	return { vectors: Array.from({ length: VECTORS }, around), query: around };
}

async function store(db: Database, vectors: Float32Array[], spinner: Ora): Promise<void> {
	await db.script("DROP INDEX idx_embeddings_vector, idx_embeddings_trigrams");
	for (let start = 0; start < vectors.length; start += 1_000) {
		spinner.text = `vectors: ${start.toLocaleString("en")}`;
		await db.query(STORE, [start, vectors.slice(start, start + 1_000).map(asText), MODEL]);
	}
	spinner.text = "the index";
	const before = performance.now();
	await db.script("CREATE INDEX idx_embeddings_vector ON observability_embeddings USING hnsw (signs bit_hamming_ops)");
	await db.query(ACTIVITY, [RARE_EVERY]);
	await db.script("VACUUM ANALYZE");
	const [size] = await db.query<{ mib: number }>(
		"SELECT round(pg_relation_size('idx_embeddings_vector') / 1048576.0)::int AS mib",
	);
	console.log(`The index on signs: built in ${((performance.now() - before) / 1000).toFixed(0)} s, ${size?.mib} MiB.`);
}

const STORE = `
	INSERT INTO observability_embeddings (content_id, kind, content, embedding, model, state)
	SELECT $1 + place, 'log', 'statement', vector::vector, $3, 'ready'
	FROM unnest($2::text[]) WITH ORDINALITY AS v (vector, place)`;

const ACTIVITY = `
	INSERT INTO template_activity
	SELECT '2026-03-01T12:00:00Z', content_id, CASE WHEN content_id % $1 = 0 THEN 'rare' ELSE 'common' END, 'production', 'info',
		1, '2026-03-01T12:00:00Z', '2026-03-01T12:00:00Z'
	FROM observability_embeddings`;

const EXACT = `
	SELECT content_id::text AS id FROM observability_embeddings ORDER BY embedding <=> $1::vector, content_id LIMIT 10`;

const EXACT_OF_RARE = `
	SELECT content_id::text AS id FROM observability_embeddings WHERE content_id % ${RARE_EVERY} = 0
	ORDER BY embedding <=> $1::vector, content_id LIMIT 10`;

function byIndex(candidates: number): string {
	return `
		SELECT id FROM (
			SELECT content_id::text AS id, content_id, embedding FROM observability_embeddings
			ORDER BY signs <~> binary_quantize($1::vector) LIMIT ${candidates}
		) c ORDER BY embedding <=> $1::vector, content_id LIMIT 10`;
}

async function nearest(db: Database, statement: string, vector: Float32Array): Promise<string[]> {
	return (await db.query<{ id: string }>(statement, [asText(vector)])).map(({ id }) => id);
}

async function compare(
	exact: string[][],
	queries: Float32Array[],
	find: (vector: Float32Array) => Promise<string[]>,
): Promise<[recall: string, p50: string, p95: string]> {
	const times: number[] = [];
	let found = 0;
	for (const [index, vector] of queries.entries()) {
		const start = performance.now();
		const ids = await find(vector);
		times.push(performance.now() - start);
		found += ids.filter((id) => exact[index]?.includes(id)).length;
	}
	times.sort((a, b) => a - b);
	const at = (share: number) => (times[Math.floor(share * times.length)] ?? 0).toFixed(1);
	return [(found / exact.flat().length).toFixed(3), at(0.5), at(0.95)];
}

function asText(vector: Float32Array): string {
	return `[${vector.join(",")}]`;
}
