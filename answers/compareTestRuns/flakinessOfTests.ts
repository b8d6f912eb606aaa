import { type Flakiness, flakinessOf, type PastOutcome } from "../../core/runs/flakinessOf.ts";
import { isOutage, SHARED_ERROR_TESTS } from "../../core/runs/isOutage.ts";
import type { Connection } from "../../schema/database.ts";
import type { ComparedRuns } from "./comparedRuns.ts";
import type { DifferingTest } from "./differingTests.ts";

/** What other CI runs tell of each of these failing tests, by test id. */
export async function flakinessOfTests(
	db: Connection,
	tests: Pick<DifferingTest, "testId">[],
	{ ci, local, others }: Omit<ComparedRuns, "nearest">,
): Promise<Map<string, Flakiness>> {
	if (tests.length === 0) return new Map();
	const compared = [ci, local].flatMap((run) => run?.runId ?? []);
	const rows = await db.query<Row>(
		HISTORY,
		[
			[...new Set(tests.map(({ testId }) => testId))],
			compared,
			ci ? [ci.runId] : [],
			others.filter(({ source }) => source === "ci").map(({ runId }) => runId),
			SHARED_ERROR_TESTS,
		],
		"test_history",
	);
	const byTest = Map.groupBy(rows, ({ testId }) => testId);
	return new Map(
		tests.map(({ testId }) => {
			const outcomes = byTest.get(testId) ?? [];
			const now = outcomes.filter(({ runId }) => compared.includes(runId));
			const past = outcomes.filter(({ runId }) => !compared.includes(runId));
			return [testId, flakinessOf(now.map(pastOutcome), past.map(pastOutcome))];
		}),
	);
}

interface Row {
	testId: string;
	runId: string;
	status: "passed" | "failed";
	retries: number;
	commitSha: string | null;
	environment: string | null;
	failedTests: number | null;
	passedTests: number | null;
	sharesError: boolean;
}

function pastOutcome({
	status,
	retries,
	commitSha,
	environment,
	failedTests,
	passedTests,
	sharesError,
}: Row): PastOutcome {
	const outage = sharesError || isOutage({ failedTests: failedTests ?? 0, passedTests: passedTests ?? 0 });
	return { status, retries, commitSha, environment: environment ?? "", outage };
}

// The results of a test outlive the runs without failures that they are of, so runs are counted by results: else old
// runs would all be failing ones. Tests of one name in one run count as one. $1 tests, $2 compared runs, $3 that of CI, $4 other CI runs of the commit, $5 how many
// tests share an error.
const HISTORY = `
	WITH history AS MATERIALIZED (
		SELECT t.test_id, h.run_id, max(h.timestamp) AS timestamp, max(h.retries) AS retries,
			CASE WHEN bool_or(h.status = 'failed') THEN 'failed' ELSE 'passed' END AS status
		FROM unnest($1::bigint[]) AS t (test_id)
		CROSS JOIN LATERAL (
			(SELECT r.run_id, r.timestamp, r.status, r.retries FROM test_results r
			WHERE r.test_id = t.test_id AND r.source = 'ci' AND r.status IN ('passed', 'failed')
				AND r.run_id <> ALL($2::text[])
			ORDER BY r.timestamp DESC LIMIT 20)
			UNION ALL
			SELECT r.run_id, r.timestamp, r.status, r.retries FROM test_results r
			WHERE r.test_id = t.test_id AND r.run_id = ANY($3::text[] || $4::text[]) AND r.status IN ('passed', 'failed')
		) h
		GROUP BY t.test_id, h.run_id
	), shared AS MATERIALIZED (
		SELECT f.run_id, f.template_id FROM test_failures f
		WHERE f.run_id IN (SELECT run_id FROM history WHERE status = 'failed')
		GROUP BY f.run_id, f.template_id HAVING count(DISTINCT f.test_id) >= $5
	)
	SELECT h.test_id AS "testId", h.run_id AS "runId", h.status, h.retries, r.commit_sha AS "commitSha",
		concat_ws(' ', r.node_version, r.metadata ->> 'os', r.metadata ->> 'arch', r.metadata ->> 'ciJob',
			r.metadata ->> 'checkoutSha') AS environment,
		r.failed_tests AS "failedTests", r.passed_tests AS "passedTests",
		h.status = 'failed' AND EXISTS (
			SELECT FROM shared s JOIN test_failures f USING (run_id, template_id)
			WHERE s.run_id = h.run_id AND f.test_id = h.test_id) AS "sharesError"
	FROM history h
	LEFT JOIN test_runs r ON r.run_id = h.run_id
	ORDER BY h.test_id, h.timestamp DESC, h.run_id`;
