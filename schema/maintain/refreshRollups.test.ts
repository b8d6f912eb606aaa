import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { testDatabases } from "../../test/support/databases.ts";
import { batchOf, logRow, pointRow, seriesRow } from "../../test/support/telemetry.ts";
import type { Database } from "../database.ts";
import { lifecycles } from "../lifecycle.ts";
import { LATE_AFTER_MS, rollups, SETTLE_MS } from "../rollups.ts";
import { markLate } from "../write/markLate.ts";
import { writeTelemetry } from "../write/writeTelemetry.ts";
import { maintain } from "./maintain.ts";

const now = new Date();
const hoursAgo = (hours: number) => `${new Date(now.getTime() - hours * 3_600_000).toISOString().slice(0, -1)}000Z`;

test("a source keeps its rows for longer than its rollup takes to settle", () => {
	expect(SETTLE_MS).toBeGreaterThan(LATE_AFTER_MS);
	for (const { source } of rollups) {
		const life = lifecycles.find(({ table }) => table === source);
		expect(Math.min(life?.keepDays ?? 0, life?.sooner?.keepDays ?? Number.POSITIVE_INFINITY)).toBeGreaterThanOrEqual(3);
	}
});

describe.each(testDatabases)("rollups over $name", ({ open }) => {
	let db: Database;
	beforeEach(async () => {
		db = await open();
		// Days are those of UTC, whatever the session's time zone.
		if (db.driver === "pglite") await db.script("SET TIME ZONE 'Asia/Kolkata'");
	});
	afterEach(() => db.close());

	/** Rows that a view has and a direct aggregate over the raw rows has not, and the other way round. */
	async function differences(): Promise<unknown[]> {
		const found = await Promise.all(
			Object.entries(DIRECT).map(([view, direct]) =>
				db.query(`(SELECT 'only in ${view}' AS why, v::text AS row FROM (${direct.view}) v EXCEPT ALL
						SELECT 'only in ${view}', d::text FROM (${direct.raw}) d)
					UNION ALL
					(SELECT 'missing in ${view}', d::text FROM (${direct.raw}) d EXCEPT ALL
						SELECT 'missing in ${view}', v::text FROM (${direct.view}) v)`),
			),
		);
		return found.flat();
	}

	async function writeAt(hours: number[], name = "x"): Promise<void> {
		const series = seriesRow({ metricName: name });
		await writeTelemetry(
			db,
			batchOf({
				series: [series],
				points: hours.flatMap((ago) => [
					pointRow({ seriesId: series.seriesId, value: ago, timestamp: hoursAgo(ago) }),
					pointRow({ seriesId: series.seriesId, value: -ago, timestamp: hoursAgo(ago + 0.001) }),
					pointRow({ seriesId: series.seriesId, count: "3", timestamp: hoursAgo(ago + 0.002) }),
				]),
				logs: hours.flatMap((ago) => [
					logRow({ timestamp: hoursAgo(ago), requestId: "r1", level: "error" }),
					logRow({ timestamp: hoursAgo(ago), requestId: "r1" }),
					logRow({ timestamp: hoursAgo(ago), requestId: name }),
					logRow({ timestamp: hoursAgo(ago), service: name }),
				]),
			}),
			null,
		);
		for (const [index, ago] of hours.entries()) {
			const timestamp = hoursAgo(ago);
			await db.query(
				`INSERT INTO test_runs (run_id, timestamp, repository, branch, commit_sha, source, total_tests, passed_tests,
					failed_tests, skipped_tests, duration_ms)
				VALUES ($1, $2, 'shop', 'main', 'abc', 'ci', $3, $3, $4, 0, 1000)`,
				[`${name} ${ago}`, timestamp, index % 3 === 0 ? 0 : 10, index % 2],
			);
			await markLate(db, "test_runs", [{ timestamp }]);
		}
	}

	test("the views give what a direct aggregate gives, before a refresh and after", async () => {
		await writeAt([0, 0.2, 1, 5, 5.01, 30, 31, 80, 120]);
		expect(await differences()).toEqual([]);
		const report = await maintain(db, { now });
		expect(report.tasks.map(({ name }) => name)).toEqual(rollups.map(({ rollup }) => `refreshed ${rollup}`));
		expect(await differences()).toEqual([]);
	});

	test("rows that come late are in the views after the next refresh", async () => {
		await writeAt([0.1, 5, 30]);
		await maintain(db, { now });
		await writeAt([0.05, 2, 5.01, 29, 52, 140], "late");
		await maintain(db, { now });
		expect(await differences()).toEqual([]);
		expect(
			await db.query("SELECT FROM rollup_late JOIN rollup_state USING (rollup) WHERE bucket < complete_until"),
		).toEqual([]);
	});

	test("rows that were sent to a database whose rollups had nothing to hold are not lost to them", async () => {
		await maintain(db, { now });
		await writeAt([3, 50, 100]);
		await maintain(db, { now });
		expect(await differences()).toEqual([]);
	});

	test("sums outlive the rows that they were made of", async () => {
		await writeAt([1, 5, 30, 50]);
		const sums = `SELECT (SELECT sum(sample_count)::int FROM metrics_1min) AS samples,
			(SELECT sum(total_logs)::int FROM daily_service_health) AS logs,
			(SELECT sum(total_runs)::int FROM test_runs_daily) AS runs`;
		const [before] = await db.query(sums);
		expect(before).toEqual({ samples: 8, logs: 16, runs: 4 });
		await maintain(db, { now: new Date(now.getTime() + 100 * 86_400_000) });
		expect(await db.query("SELECT count(*)::int AS rows FROM metric_points")).toEqual([{ rows: 0 }]);
		expect(await db.query("SELECT count(*)::int AS rows FROM application_logs")).toEqual([{ rows: 0 }]);
		expect(await db.query(sums)).toEqual([before]);
	});

	test("a late row adds to a day whose other rows have gone only where the day has nothing of its kind", async () => {
		const later = new Date(now.getTime() + 100 * 86_400_000);
		await writeAt([50]);
		await maintain(db, { now: later });
		await writeAt([50], "other");
		await maintain(db, { now: later });
		const days = await db.query("SELECT service, total_logs::int AS logs FROM daily_service_health ORDER BY 1");
		expect(days).toEqual([
			{ service: "other", logs: 1 },
			{ service: "shop", logs: 3 },
			{ service: "x", logs: 1 },
		]);
	});
});

const DIRECT = {
	metrics_1min: {
		view: `SELECT bucket, metric_name, service, environment, labels, round(avg_value::numeric, 6), min_value, max_value, sample_count
			FROM metrics_1min`,
		raw: `SELECT date_trunc('minute', timestamp), metric_name, service, environment, labels, round(avg(value)::numeric, 6),
				min(value), max(value), count(*)
			FROM metrics_samples WHERE value IS NOT NULL GROUP BY 1, 2, 3, 4, 5`,
	},
	daily_service_health: {
		view: "SELECT day, service, environment, error_count, total_logs, unique_requests FROM daily_service_health",
		raw: `SELECT date_trunc('day', timestamp, 'UTC'), service, environment,
				count(*) FILTER (WHERE level IN ('error', 'fatal')), count(*), count(DISTINCT request_id)
			FROM application_logs GROUP BY 1, 2, 3`,
	},
	test_runs_daily: {
		view: "SELECT bucket, repository, branch, source, total_runs, total_passed, total_failed, avg_duration FROM test_runs_daily",
		raw: `SELECT date_trunc('day', timestamp, 'UTC'), repository, branch, source, count(*), sum(passed_tests),
				sum(failed_tests), avg(duration_ms)
			FROM test_runs GROUP BY 1, 2, 3, 4`,
	},
	daily_test_summary: {
		view: `SELECT day, repository, branch, source, test_runs, round(avg_pass_rate::numeric, 6), runs_with_failures
			FROM daily_test_summary`,
		raw: `SELECT date_trunc('day', timestamp, 'UTC'), repository, branch, source, count(*),
				round((100 * avg(passed_tests::float8 / nullif(total_tests, 0)))::numeric, 6),
				count(*) FILTER (WHERE failed_tests > 0)
			FROM test_runs GROUP BY 1, 2, 3, 4`,
	},
};
