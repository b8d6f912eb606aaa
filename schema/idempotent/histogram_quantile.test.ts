import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabases } from "../../test/support/databases.ts";
import type { Database } from "../database.ts";

const kinds = testDatabases.filter(({ name }) => name === "pglite" || name.startsWith("pg on"));

describe.each(kinds)("histogram_quantile over $name", ({ open }) => {
	let db: Database;
	beforeAll(async () => {
		db = await open();
	});
	afterAll(() => db.close());

	const inSql = async (q: number | null, bounds: number[] | null, counts: number[] | null) =>
		(
			await db.query<{ value: number | null }>(
				"SELECT histogram_quantile($1::float8, $2::float8[], $3::bigint[]) AS value",
				[q, bounds, counts],
			)
		)[0]?.value;

	test("gives what a plain computation gives, for histograms of many shapes", async () => {
		const cases = shapes().flatMap(({ bounds, counts }) =>
			[0, 0.01, 0.5, 0.9, 0.99, 1].map((q) => ({ q, bounds, counts })),
		);
		const rows = await db.query<{ value: number | null }>(
			`SELECT histogram_quantile(q, bounds::float8[], counts::bigint[]) AS value
			FROM unnest($1::float8[], $2::text[], $3::text[]) WITH ORDINALITY AS t (q, bounds, counts, n) ORDER BY n`,
			[
				cases.map(({ q }) => q),
				cases.map(({ bounds }) => `{${bounds.join(",")}}`),
				cases.map(({ counts }) => `{${counts.join(",")}}`),
			],
		);
		for (const [index, { q, bounds, counts }] of cases.entries()) {
			const expected = quantile(q, bounds, counts);
			if (expected === null) expect(rows[index]?.value).toBeNull();
			else expect(rows[index]?.value).toBeCloseTo(expected, 9);
		}
	});

	test("interpolates within the bucket", async () => {
		expect(await inSql(0.5, [10, 20], [0, 4, 0])).toBe(15);
		expect(await inSql(0.25, [10], [4, 0])).toBe(2.5);
	});

	test("is the largest bound in the unbounded bucket", async () => {
		expect(await inSql(0.9, [10, 20], [1, 1, 8])).toBe(20);
	});

	test("has no value without samples, bounds or arguments that fit", async () => {
		expect(await inSql(0.5, [10, 20], [0, 0, 0])).toBeNull();
		expect(await inSql(0.5, [], [3])).toBeNull();
		expect(await inSql(0.5, [10, 20], [1, 2])).toBeNull();
		expect(await inSql(null, [10], [1, 2])).toBeNull();
		expect(await inSql(0.5, null, null)).toBeNull();
	});

	test("is infinite for quantiles outside of 0 to 1", async () => {
		expect(await inSql(-0.1, [10], [1, 1])).toBe(Number.NEGATIVE_INFINITY);
		expect(await inSql(1.1, [10], [1, 1])).toBe(Number.POSITIVE_INFINITY);
		expect(await inSql(Number.NaN, [10], [1, 1])).toBeNaN();
	});
});

/** https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile, over cumulative counts. */
function quantile(q: number, bounds: number[], counts: number[]): number | null {
	const cumulative = counts.map((_, index) => counts.slice(0, index + 1).reduce((sum, count) => sum + count, 0));
	const total = cumulative.at(-1) ?? 0;
	if (total === 0) return null;
	const rank = q * total;
	const bucket = cumulative.findIndex((below, index) => below >= rank && (counts[index] ?? 0) > 0);
	if (bucket === bounds.length) return bounds.at(-1) ?? null;
	const upper = bounds[bucket] ?? 0;
	if (bucket === 0 && upper <= 0) return upper;
	const lower = bounds[bucket - 1] ?? 0;
	return lower + (upper - lower) * ((rank - (cumulative[bucket - 1] ?? 0)) / (counts[bucket] ?? 1));
}

function shapes(): { bounds: number[]; counts: number[] }[] {
	return Array.from({ length: 60 }, (_, seed) => {
		const size = 1 + (seed % 9);
		const bounds = Array.from({ length: size }, (_, index) => (index - (seed % 4)) * 2.5 + index * index);
		const counts = Array.from({ length: size + 1 }, (_, index) => ((seed * 7 + index * 13) % 5) * ((seed + index) % 3));
		return { bounds, counts };
	});
}
