import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabases } from "../../test/support/databases.ts";
import type { Database } from "../database.ts";

const kinds = testDatabases.filter(({ name }) => name === "pglite" || name.startsWith("pg on"));
const DIMENSIONS = 1024;

describe.each(kinds)("search_similar_events over $name", ({ open }) => {
	let db: Database;
	let vectors: Float64Array[];
	beforeAll(async () => {
		db = await open();
		vectors = Array.from({ length: 3_000 }, (_, index) => unit(index));
		await insert(vectors.map((vector, index) => ({ id: index, model: "m", vector })));
		await db.script("ANALYZE observability_embeddings");
	});
	afterAll(() => db.close());

	async function insert(rows: { id: number; model: string; vector: Float64Array }[]): Promise<void> {
		await db.query(
			`INSERT INTO observability_embeddings (content_id, kind, content, embedding, model, state, embedded_at)
			SELECT id, 'log', 'content ' || id, vector::vector, $3, 'ready', now()
			FROM unnest($1::bigint[], $2::text[]) AS u (id, vector)`,
			[rows.map(({ id }) => id), rows.map(({ vector }) => literal(vector)), rows[0]?.model],
		);
	}

	const search = (vector: Float64Array, ...rest: unknown[]) =>
		db.query<{ id: string; similarity: number }>(
			`SELECT * FROM search_similar_events($1::vector${rest.map((_, index) => `, $${index + 2}`).join("")})`,
			[literal(vector), ...rest],
		);

	test("gives the nearest, best first, as an exact search does", async () => {
		const query = mixed(vectors[7], vectors[11], 0.8);
		const found = await search(query, 0.2, 5);
		const exact = vectors
			.map((vector, index) => ({ id: String(index), similarity: cosine(query, vector) }))
			.filter(({ similarity }) => similarity >= 0.2)
			.sort((a, b) => b.similarity - a.similarity)
			.slice(0, 5);
		expect(exact[0]?.id).toBe("7");
		expect(found.map(({ id }) => id)).toEqual(exact.map(({ id }) => id));
		for (const [index, row] of found.entries()) expect(row.similarity).toBeCloseTo(exact[index]?.similarity ?? 0, 5);
	});

	test("leaves out what is less alike than the threshold", async () => {
		expect((await search(vectors[7] ?? unit(7))).map(({ id }) => id)).toEqual(["7"]);
		expect(await search(unit(999_999), 0.9, 10)).toEqual([]);
	});

	test("brings time and service of the newest occurrence", async () => {
		await db.script(`INSERT INTO template_activity VALUES
			('-infinity', 21, 'old', 'e', 'info', 9, '2020-01-01', '2020-01-02'),
			('2026-01-01 10:00Z', 21, 'shop', 'e', 'info', 1, '2026-01-01 10:10Z', '2026-01-01 10:20Z'),
			('2026-01-01 10:00Z', 21, 'cart', 'e', 'info', 1, '2026-01-01 10:10Z', '2026-01-01 10:30Z')`);
		expect(await search(vectors[21] ?? unit(21), 0.7, 10)).toEqual([
			{
				kind: "log",
				id: "21",
				time: "2026-01-01T10:30:00Z",
				service: "cart",
				message: "content 21",
				similarity: expect.closeTo(1, 6),
				timestamp: "2026-01-01T10:30:00Z",
			},
		]);
		expect(await search(vectors[22] ?? unit(22), 0.7, 10)).toMatchObject([{ time: null, service: null }]);
	});

	test("compares vectors of one model only: the newest, or the one that is named", async () => {
		await expect(
			db.transaction(async (tx) => {
				const other = unit(50_001);
				await tx.query(
					`INSERT INTO observability_embeddings (content_id, kind, content, embedding, model, state, embedded_at)
					VALUES (90001, 'log', 'other', $1::vector, 'other', 'ready', now() + interval '1 hour'),
						(90002, 'log', 'same', $2::vector, 'm', 'ready', now())`,
					[literal(vectors[40] ?? unit(40)), literal(other)],
				);
				const ids = async (model: string | null) =>
					(
						await tx.query<{ id: string }>("SELECT id FROM search_similar_events($1::vector, 0.7, 10, $2)", [
							literal(vectors[40] ?? unit(40)),
							model,
						])
					).map(({ id }) => id);
				expect(await ids(null)).toEqual(["90001"]);
				expect(await ids("m")).toEqual(["40"]);
				expect(await ids("unknown")).toEqual([]);
				throw new Error("undo");
			}),
		).rejects.toThrow("undo");
	});

	test("uses the index", async () => {
		const [source] = await db.query<{ prosrc: string }>(
			"SELECT prosrc FROM pg_proc WHERE proname = 'search_similar_events'",
		);
		const body = (source?.prosrc ?? "")
			.replaceAll("$1", `'${literal(unit(1))}'::vector`)
			.replaceAll("$2", "0.7")
			.replaceAll("$3", "10")
			.replaceAll("$4", "NULL::text");
		const plan = await db.query<Record<string, string>>(`EXPLAIN (COSTS OFF) ${body}`);
		const text = plan.map((row) => Object.values(row)[0]).join("\n");
		expect(text).toContain("Index Scan using idx_embeddings_vector");
		expect(text).toContain("idx_embeddings_embedded");
		expect(text).not.toContain("Seq Scan on observability_embeddings");
	});

	test("refuses a vector of other dimensions", async () => {
		await expect(db.query("SELECT * FROM search_similar_events('[1,2,3]'::vector)")).rejects.toThrow(
			/dimensions|length/,
		);
	});
});

/** A vector of length 1, the same for the same seed. */
function unit(seed: number): Float64Array {
	let state = seed * 2_654_435_761 + 1;
	const vector = Float64Array.from({ length: DIMENSIONS }, () => {
		state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e37_79b9) | 0;
		return (state >>> 0) / 2 ** 32 - 0.5;
	});
	return scaled(vector);
}

function mixed(a = unit(0), b = unit(0), share: number): Float64Array {
	return scaled(a.map((value, index) => share * value + (1 - share) * (b[index] ?? 0)));
}

function scaled(vector: Float64Array): Float64Array {
	const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
	return vector.map((value) => value / length);
}

function cosine(a: Float64Array, b: Float64Array): number {
	return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

function literal(vector: Float64Array): string {
	return `[${Array.from(vector, (value) => value.toFixed(6)).join(",")}]`;
}
