import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { testDatabases } from "../../test/support/databases.ts";
import { batchOf, logRow, pointRow, seriesRow, spanRow } from "../../test/support/telemetry.ts";
import type { Database } from "../database.ts";
import { writeTelemetry } from "../write/writeTelemetry.ts";
import { maintain } from "./maintain.ts";

const now = new Date();
const daysAgo = (days: number) => `${new Date(now.getTime() - days * 86_400_000).toISOString().slice(0, -1)}000Z`;

describe.each(testDatabases)("maintain over $name", ({ open }) => {
	let db: Database;
	beforeEach(async () => {
		db = await open();
	});
	afterEach(() => db.close());

	const write = (rows: Parameters<typeof batchOf>[0]) => writeTelemetry(db, batchOf(rows), null);
	const messages = async () =>
		(await db.query<{ message: string }>("SELECT message FROM application_logs ORDER BY message")).map(
			(row) => row.message,
		);
	const count = async (table: string) =>
		(await db.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`))[0]?.count;
	const freed = (report: Awaited<ReturnType<typeof maintain>>) =>
		Object.fromEntries(
			report.tasks.filter((task) => !task.name.startsWith("refreshed")).map((task) => [task.name, task.rows]),
		);

	async function runOf(runId: string, timestamp: string, failed: number): Promise<void> {
		await db.query(
			`INSERT INTO test_runs (run_id, timestamp, repository, branch, commit_sha, source, total_tests, passed_tests,
				failed_tests, skipped_tests, duration_ms)
			VALUES ($1, $2, 'shop', 'main', 'abc', 'ci', 10, 10 - $3::int, $3::int, 0, 1000)`,
			[runId, timestamp, failed],
		);
	}

	test("an empty database needs nothing", async () => {
		expect(await maintain(db, { now })).toEqual({ tasks: [], busy: false, finished: true });
	});

	test("logs go after 90 days, debug and trace after 30", async () => {
		await write({
			logs: [
				logRow({ message: "new debug", level: "debug", timestamp: daysAgo(28) }),
				logRow({ message: "old debug", level: "debug", timestamp: daysAgo(33) }),
				logRow({ message: "old trace", level: "trace", timestamp: daysAgo(33) }),
				logRow({ message: "old error", level: "error", timestamp: daysAgo(33) }),
				logRow({ message: "ancient error", level: "error", timestamp: daysAgo(93) }),
			],
		});
		const report = await maintain(db, { now });
		expect(await messages()).toEqual(["new debug", "old error"]);
		expect(freed(report)).toMatchObject({ "sooner application_logs": 2, "expired application_logs": 1 });
		expect(report.finished).toBe(true);
	});

	test("spans and samples go after 30 days", async () => {
		const series = [seriesRow()];
		await write({
			spans: [spanRow({ timestamp: daysAgo(28) }), spanRow({ spanId: "2", timestamp: daysAgo(33) })],
			series,
			points: [pointRow({ value: 1, timestamp: daysAgo(28) }), pointRow({ value: 1, timestamp: daysAgo(33) })],
		});
		expect(freed(await maintain(db, { now }))).toEqual({ "expired trace_spans": 1, "expired metric_points": 1 });
	});

	test("test runs go after 7 days, those with failures after 180, and take what is theirs with them", async () => {
		await runOf("green", daysAgo(6), 0);
		await runOf("old green", daysAgo(9), 0);
		await runOf("old lint", daysAgo(9), 0);
		await runOf("old red", daysAgo(9), 1);
		await runOf("ancient red", daysAgo(182), 1); // past its age before it was ever summed
		await db.script(`
			INSERT INTO coverage (run_id, timestamp, module) SELECT run_id, timestamp, 'all' FROM test_runs;
			INSERT INTO lint_failures (timestamp, run_id, tool, rule, severity, message, file_path, template_id)
			SELECT timestamp, run_id, 'eslint', 'eqeqeq', 'error', 'no', 'a.ts', 1 FROM test_runs WHERE run_id = 'old lint'`);
		const report = await maintain(db, { now });
		expect(await db.query("SELECT run_id FROM test_runs ORDER BY 1")).toEqual([
			{ run_id: "green" },
			{ run_id: "old lint" },
			{ run_id: "old red" },
		]);
		expect(await count("coverage")).toBe(3);
		expect(await db.query("SELECT sum(total_runs)::int AS runs FROM test_runs_daily")).toEqual([{ runs: 4 }]);
		expect(freed(report)).toEqual({ "sooner test_runs": 1, "expired test_runs": 1 });
	});

	test("hashes of accepted batches go after a day", async () => {
		await db.script(`INSERT INTO ingest_batches VALUES ('\\x01', now() - interval '25 hours'), ('\\x02', now())`);
		expect(freed(await maintain(db, { now }))).toEqual({ "expired ingest_batches": 1 });
	});

	test("sources and series go when nothing was sent of them for longer than any row of theirs is kept", async () => {
		await write({ series: [seriesRow(), seriesRow({ metricName: "gone" })] });
		await db.script(`
			UPDATE resources SET last_seen = now() - interval '183 days';
			UPDATE scopes SET last_seen = now() - interval '185 days';
			UPDATE metric_series SET last_seen = now() - interval '183 days' WHERE metric_name = 'gone'`);
		expect(freed(await maintain(db, { now }))).toEqual({ "expired scopes": 1, "expired metric_series": 1 });
		expect(await count("metric_series")).toBe(1);
	});

	test("more rows than one batch holds go in one call", async () => {
		await db.script(
			`INSERT INTO ingest_batches SELECT int4send(i), now() - interval '2 days' FROM generate_series(1, 12000) i`,
		);
		expect(freed(await maintain(db, { now }))).toEqual({ "expired ingest_batches": 12_000 });
		expect(await count("ingest_batches")).toBe(0);
	});

	test("each clean-up leaves a row that says what it freed, and a second call frees nothing", async () => {
		await write({ logs: [logRow({ timestamp: daysAgo(93) }), logRow({ timestamp: daysAgo(94) })] });
		const report = await maintain(db, { now });
		const [row, ...others] = await db.query<{ bytes_freed: string }>(
			"SELECT task, table_name, rows_freed, bytes_freed FROM maintenance_runs WHERE table_name = 'application_logs'",
		);
		expect(row).toMatchObject({ task: "expired", rows_freed: "2" });
		expect(others).toEqual([]);
		const task = report.tasks.find(({ name }) => name === "expired application_logs");
		expect(task).toMatchObject({ rows: 2, bytes: Number(row?.bytes_freed) });
		expect(task?.bytes).toBeGreaterThan(150);
		expect((await maintain(db, { now })).tasks).toEqual([]);
	});

	test("activity that is no longer kept by hour is added up, so that first seen stays true", async () => {
		for (const [days, level] of [
			[100, "error"],
			[99, "error"],
			[99, "warn"],
			[1, "error"],
		] as const) {
			await write({ logs: [logRow({ level, timestamp: daysAgo(days) })] });
		}
		await maintain(db, { now });
		await write({ logs: [logRow({ level: "error", timestamp: daysAgo(98) })] });
		await maintain(db, { now });
		const rows = await db.query(
			`SELECT level, isfinite(bucket) AS by_hour, count, first_seen FROM template_activity ORDER BY level, first_seen`,
		);
		expect(rows).toMatchObject([
			{ level: "error", by_hour: false, count: "3", first_seen: trimmed(daysAgo(100)) },
			{ level: "error", by_hour: true, count: "1" },
			{ level: "warn", by_hour: false, count: "1", first_seen: trimmed(daysAgo(99)) },
		]);
	});

	test("a content goes when it was not seen for long and nothing refers to it", async () => {
		const logs = ["gone", "seen", "built", "grouped"].map((message) => logRow({ message, timestamp: daysAgo(200) }));
		await write({ logs: [...logs, logRow({ message: "seen", timestamp: daysAgo(180) })] });
		await write({ logs: [logRow({ message: "late", timestamp: daysAgo(200) })] });
		await db.script(
			"UPDATE observability_embeddings SET created_at = now() - interval '200 days' WHERE content <> 'late'",
		);
		await db.script(`
			INSERT INTO build_events (event_id, timestamp, repository, branch, commit_sha, event_type, status, template_id)
			SELECT 'b', now(), 'r', 'm', 'c', 'build', 'failed', content_id FROM observability_embeddings WHERE content = 'built';
			INSERT INTO error_groups (group_id, fingerprint, kind, title, medoid_content_id, first_seen, last_seen)
			SELECT 1, 'f', 'log', 't', content_id, now(), now() FROM observability_embeddings WHERE content = 'grouped'`);
		expect(freed(await maintain(db, { now }))).toMatchObject({ "unseen observability_embeddings": 1 });
		expect(await db.query("SELECT content FROM observability_embeddings ORDER BY 1")).toEqual([
			{ content: "built" },
			{ content: "grouped" },
			{ content: "late" },
			{ content: "seen" },
		]);
		expect(await db.query("SELECT FROM template_activity WHERE content_id = $1", [logs[0]?.templateId])).toEqual([]);
	});

	test("a content that goes leaves its groups; one that stands for others, or that a person placed, stays", async () => {
		const logs = ["head", "alias", "placed"].map((message) => logRow({ message, timestamp: daysAgo(200) }));
		await write({ logs });
		await db.script("UPDATE observability_embeddings SET created_at = now() - interval '200 days'");
		const [head, alias, placed] = logs.map(({ templateId }) => templateId);
		await db.query(
			`INSERT INTO template_aliases (content_id, group_id, rule, receipt, pinned_to)
			VALUES ($2, $1, 'same words', '{}', NULL), ($3, $3, 'by hand', '{}', $3)`,
			[head, alias, placed],
		);
		await db.query("INSERT INTO template_groups (group_id, template) VALUES ($1, '<*>')", [head]);
		const kept = async () => {
			await maintain(db, { now });
			await db.script("DELETE FROM maintenance_state");
			return (await db.query<{ content: string }>("SELECT content FROM observability_embeddings ORDER BY 1")).map(
				({ content }) => content,
			);
		};
		expect(await kept()).toEqual(["head", "placed"]);
		expect(await kept()).toEqual(["placed"]);
		expect(await db.query("SELECT content_id FROM template_aliases")).toEqual([{ content_id: placed }]);
		expect(await db.query("SELECT FROM template_groups")).toEqual([]);
	});

	test("an error group that was not seen for long goes with all that is known of it", async () => {
		const [old, young] = [logRow({ message: "old" }), logRow({ message: "young" })];
		await write({ logs: [old, young] });
		await db.query(
			`INSERT INTO error_groups (group_id, fingerprint, kind, title, medoid_content_id, merged_into, first_seen, last_seen)
			VALUES (1, 'f', 'log', 't', $1, NULL, $3, $3), (2, 'g', 'log', 't', $1, 1, $4, $4), (3, 'h', 'log', 't', $2, NULL, $3, $4)`,
			[old.templateId, young.templateId, daysAgo(800), daysAgo(1)],
		);
		await db.script("INSERT INTO error_group_events (group_id, action, actor) VALUES (1, 'resolved', 'ann')");
		await maintain(db, { now });
		expect(await db.query("SELECT group_id FROM error_groups")).toEqual([{ group_id: "3" }]);
		expect(await db.query("SELECT FROM error_group_events")).toEqual([]);
	});

	test("with its time used up it stops, and the next call goes on", async () => {
		await write({ logs: [logRow({ timestamp: daysAgo(93) })] });
		expect(await maintain(db, { now, budgetMs: -1 })).toMatchObject({ busy: false, finished: false });
		expect(await count("application_logs")).toBe(1);
		expect(await maintain(db, { now })).toMatchObject({ finished: true });
		expect(await count("application_logs")).toBe(0);
	});

	test("two at once do the work once", async () => {
		await write({ logs: Array.from({ length: 50 }, (_, index) => logRow({ timestamp: daysAgo(91 + index) })) });
		const reports = await Promise.all([maintain(db, { now }), maintain(db, { now })]);
		for (const report of reports) if (!report.finished) expect(report.busy).toBe(true);
		await maintain(db, { now });
		expect(await count("application_logs")).toBe(0);
		const [row] = await db.query(
			"SELECT sum(rows_freed)::int AS rows FROM maintenance_runs WHERE table_name = 'application_logs'",
		);
		expect(row).toEqual({ rows: 50 });
	});

	test("a cap lets the oldest telemetry go first, over all tables", async () => {
		const filler = "x".repeat(500);
		const rows = Array.from({ length: 1_000 }, (_, index) => index);
		for (const day of [4, 3, 2]) {
			await write({
				logs: rows.map((index) => logRow({ message: `${index} ${filler}`, templateId: "1", timestamp: daysAgo(day) })),
				spans: rows.map((index) =>
					spanRow({ spanId: `${index}`, attributes: JSON.stringify({ index, filler }), timestamp: daysAgo(day) }),
				),
			});
		}
		await db.script("VACUUM (ANALYZE)");
		const [size] = await db.query<{ bytes: number }>("SELECT pg_database_size(current_database())::float8 AS bytes");
		const maxBytes = (size?.bytes ?? 0) * 0.93;
		const capped = async () =>
			(await maintain(db, { now, maxBytes })).tasks.filter(({ name }) => name.startsWith("over the cap"));
		expect((await capped())[0]).toMatchObject({ name: "over the cap application_logs" });
		expect(await capped()).toEqual([]);
		const rowsOf = (days: string) => `
			(SELECT count(*)::int FROM application_logs WHERE ${days}) + (SELECT count(*)::int FROM trace_spans WHERE ${days})`;
		const [kept] = await db.query<{ oldest: number; newest: number }>(
			`SELECT ${rowsOf("timestamp < now() - interval '3.5 days'")} AS oldest,
				${rowsOf("timestamp > now() - interval '2.5 days'")} AS newest`,
		);
		expect(kept?.oldest).toBeLessThan(2_000);
		expect(kept?.newest).toBe(2_000);
	});
});

describe.each(testDatabases.filter(({ name }) => name.startsWith("pg on")))(
	"maintain beside others on $name",
	({ open }) => {
		let db: Database;
		beforeEach(async () => {
			db = await open();
		});
		afterEach(() => db.close());

		test("says that another process is at work", async () => {
			await db.transaction(async (tx) => {
				await tx.query("SELECT pg_advisory_xact_lock(7236289104456120834)");
				expect(await maintain(db, { now })).toEqual({ tasks: [], busy: true, finished: false });
			});
		});

		test("keeps a content that a batch in flight has found", async () => {
			await writeTelemetry(db, batchOf({ logs: [logRow({ message: "back", timestamp: daysAgo(200) })] }), null);
			await db.script("UPDATE observability_embeddings SET created_at = now() - interval '200 days'");
			let maintenance: ReturnType<typeof maintain> | undefined;
			const slow: Database = {
				...db,
				transaction: (work) =>
					db.transaction(async (tx) => {
						const result = await work(tx);
						maintenance = maintain(db, { now });
						await lockWait(db);
						return result;
					}),
			};
			await writeTelemetry(slow, batchOf({ logs: [logRow({ message: "back", timestamp: daysAgo(0) })] }), null);
			expect(await maintenance).toMatchObject({ finished: true });
			expect(await db.query("SELECT template FROM application_logs_embedded")).toContainEqual({ template: "back" });
		});

		test("leaves a step that others' locks hold up for the next call", async () => {
			await db.script(
				"INSERT INTO scopes (scope_id, name, attributes, last_seen) VALUES (9, 'old', '{}', '2020-01-01')",
			);
			await db.transaction(async (tx) => {
				await tx.query("LOCK TABLE scopes IN ROW EXCLUSIVE MODE");
				expect(await maintain(db, { now })).toMatchObject({ busy: false, finished: false });
			});
			expect(await maintain(db, { now })).toMatchObject({
				tasks: [{ name: "expired scopes", rows: 1 }],
				finished: true,
			});
		});
	},
);

describe.each(testDatabases.filter(({ name }) => name.endsWith("on community")))(
	"compressed chunks on $name",
	({ open }) => {
		test("lose their debug lines without being decompressed", async () => {
			const db = await open();
			const logs = Array.from({ length: 2_000 }, (_, index) =>
				logRow({ message: `${index}`, level: index % 2 ? "debug" : "info", timestamp: daysAgo(33) }),
			);
			await writeTelemetry(db, batchOf({ logs }), null);
			await db.query("SELECT compress_chunk(c) FROM show_chunks('application_logs') c");
			const report = await maintain(db, { now });
			expect(report.tasks).toContainEqual({ name: "sooner application_logs", rows: 1000, bytes: expect.any(Number) });
			expect(await db.query("SELECT level, count(*) FROM application_logs GROUP BY 1")).toEqual([
				{ level: "info", count: "1000" },
			]);
			expect(await db.query("SELECT is_compressed FROM timescaledb_information.chunks")).toContainEqual({
				is_compressed: true,
			});
			await db.close();
		});
	},
);

/** Microseconds as a driver gives them. */
function trimmed(timestamp: string): string {
	return timestamp.replace(/\.?0+Z$/, "Z");
}

/** Resolves when some session waits for a lock on a table. */
async function lockWait(db: Database): Promise<void> {
	for (;;) {
		const waiting = await db.query(
			"SELECT FROM pg_locks WHERE NOT granted AND locktype = 'relation' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
		);
		if (waiting.length > 0) return;
	}
}
