import { DIFFERENCES, type Difference, differenceOf, MUCH_SLOWER, type Outcome } from "../../core/runs/differenceOf.ts";
import type { Connection } from "../../schema/database.ts";
import type { ComparedRuns } from "./comparedRuns.ts";

/** A test that differs between two runs, or fails. */
export interface DifferingTest {
	testId: string;
	file: string;
	suite: string;
	name: string;
	difference: Difference;
	ci: StoredOutcome | null;
	local: StoredOutcome | null;
}

interface StoredOutcome extends Outcome {
	retries: number;
}

/** Tests that differ, the weightiest differences first; `bounded` where there are more than are read. */
export async function differingTests(
	db: Connection,
	{ ci, local }: Pick<ComparedRuns, "ci" | "local">,
): Promise<{ tests: DifferingTest[]; bounded: boolean }> {
	const runs = [ci?.runId ?? null, ci?.timestamp ?? null, local?.runId ?? null, local?.timestamp ?? null];
	const ratio = ci && local ? await typicalRatio(db, runs) : 1;
	const rows = await db.query<Row>(DIFFERING, [...runs, ratio, MUCH_SLOWER.ms, MOST_READ + 1], "differing_tests");
	const tests = rows.slice(0, MOST_READ).flatMap((row): DifferingTest[] => {
		const pair = { ci: outcome(row, "ci"), local: outcome(row, "local") };
		const difference = ci && local ? differenceOf(pair, ratio) : "fails";
		const { testId, file, suite, name } = row;
		return difference ? [{ testId, file, suite, name, difference, ...pair }] : [];
	});
	tests.sort((a, b) => DIFFERENCES.indexOf(a.difference) - DIFFERENCES.indexOf(b.difference));
	return { tests, bounded: rows.length > MOST_READ };
}

/** Tests that are looked at, failing ones first: a run of a part of the tests differs in all others. */
const MOST_READ = 5_000;

type Side = "ci" | "local";
type Row = Pick<DifferingTest, "testId" | "file" | "suite" | "name"> & {
	[Column in `${Side}Status`]: Outcome["status"] | null;
} & { [Column in `${Side}DurationMs` | `${Side}Retries`]: number | null } & {
	[Column in `${Side}TemplateId`]: string | null;
};

function outcome(row: Row, side: Side): StoredOutcome | null {
	const status = row[`${side}Status`];
	if (status === null) return null;
	return {
		status,
		durationMs: row[`${side}DurationMs`],
		retries: row[`${side}Retries`] ?? 0,
		templateId: row[`${side}TemplateId`],
	};
}

/** By how much longer the tests take in CI: the median over those that are long enough to be measured. */
async function typicalRatio(db: Connection, runs: (string | null)[]): Promise<number> {
	const [row] = await db.query<{ ratio: number | null; tests: number }>(RATIO, runs, "typical_test_ratio");
	return row?.ratio && row.tests >= FEWEST_MEASURED ? row.ratio : 1;
}

const FEWEST_MEASURED = 10;

const RATIO = `
	SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY c.duration_ms / l.duration_ms) AS ratio, count(*)::integer AS tests
	FROM test_results c
	JOIN test_results l USING (test_id, ordinal)
	WHERE c.run_id = $1 AND c.timestamp = $2::timestamptz AND l.run_id = $3 AND l.timestamp = $4::timestamptz
		AND c.status = 'passed' AND l.status = 'passed' AND c.duration_ms >= 5 AND l.duration_ms >= 5`;

// A test that fails several times in one run is known by its first error.
const DIFFERING = `
	WITH results AS (
		SELECT r.*, e.template_id
		FROM test_results r
		LEFT JOIN (
			SELECT DISTINCT ON (run_id, test_id) run_id, test_id, template_id
			FROM test_failures WHERE run_id IN ($1::text, $3::text) ORDER BY run_id, test_id, failure_id
		) e ON e.run_id = r.run_id AND e.test_id = r.test_id AND r.status = 'failed'
		WHERE (r.run_id = $1::text AND r.timestamp = $2::timestamptz)
			OR (r.run_id = $3::text AND r.timestamp = $4::timestamptz)
	)
	SELECT test_id AS "testId", coalesce(c.file, l.file) AS file, coalesce(c.suite, l.suite) AS suite,
		coalesce(c.name, l.name) AS name, c.status AS "ciStatus", c.duration_ms AS "ciDurationMs", c.retries AS "ciRetries",
		c.template_id AS "ciTemplateId", l.status AS "localStatus", l.duration_ms AS "localDurationMs",
		l.retries AS "localRetries", l.template_id AS "localTemplateId"
	FROM (SELECT * FROM results WHERE run_id = $1) c
	FULL JOIN (SELECT * FROM results WHERE run_id = $3) l USING (test_id, ordinal)
	WHERE c.status = 'failed' OR l.status = 'failed' OR ($1::text IS NOT NULL AND $3::text IS NOT NULL AND (
		c.status IS DISTINCT FROM l.status OR abs(c.duration_ms - l.duration_ms * $5::float8) >= $6::float8
		OR abs(l.duration_ms - c.duration_ms / $5::float8) >= $6::float8))
	ORDER BY (c.status = 'failed' OR l.status = 'failed') IS TRUE DESC, file, suite, name, ordinal
	LIMIT $7`;
