import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ciReport, type SentCiReport } from "../../core/report/ciReport.ts";
import { reportLimits } from "../../core/report/reportLimits.ts";
import { reportRows } from "../../core/report/reportRows.ts";
import { testDatabases } from "../../test/support/databases.ts";
import type { Database } from "../database.ts";
import { writeCiRun } from "./writeCiRun.ts";

const receivedAt = new Date();
const startedAt = new Date(receivedAt.getTime() - 60_000).toISOString();

const rowsOf = (more: Partial<SentCiReport> = {}) =>
	reportRows(
		ciReport.parse({
			runId: "ci-1",
			timestamp: startedAt,
			repository: "acme/shop",
			branch: "main",
			commitSha: "abc1234",
			source: "ci",
			...more,
		}),
		{ receivedAt },
	);

const failing = {
	file: "src/cart.test.ts",
	suite: "cart",
	name: "adds",
	status: "failed" as const,
	durationMs: 1.5,
	retries: 2,
	failures: [{ type: "TypeError", message: "no", stack: "TypeError: no\n    at a.ts:1:2", file: "a.ts", line: 1 }],
};

describe.each(testDatabases)("writeCiRun over $name", ({ open }) => {
	let db: Database;
	beforeEach(async () => {
		db = await open();
	});
	afterEach(() => db.close());

	const count = async (table: string) =>
		Number((await db.query<{ count: string }>(`SELECT count(*) AS count FROM ${table}`))[0]?.count);

	test("everything that a report says arrives in its column", async () => {
		const rows = rowsOf({
			nodeVersion: "24.1.0",
			packageManager: "pnpm@10.1.0",
			lockfileHash: "ff00",
			durationMs: 1234.5,
			metadata: { ci_provider: "github_actions", attempt: 2, dirty: false },
			tests: [failing, { file: "src/cart.test.ts", name: "later", status: "todo" }],
			lint: [
				{
					tool: "tsc",
					rule: "TS2322",
					severity: "error",
					message: "no",
					file: "a.ts",
					line: 3,
					column: 7,
					source: "x",
				},
			],
			coverage: [{ module: "a.ts", lines: { total: 10, covered: 9 }, branches: { total: 4, covered: 1 } }],
		});
		expect(await writeCiRun(db, rows)).toBe("written");
		const timestamp = rows.run.timestamp.replace(/\.?0+Z$/, "Z");
		expect(await db.query("SELECT * FROM test_runs")).toMatchObject([
			{
				run_id: "ci-1",
				timestamp,
				repository: "acme/shop",
				branch: "main",
				commit_sha: "abc1234",
				source: "ci",
				node_version: "24.1.0",
				package_manager: "pnpm@10.1.0",
				pnpm_version: "10.1.0",
				lockfile_hash: "ff00",
				total_tests: 2,
				passed_tests: 0,
				failed_tests: 1,
				skipped_tests: 1,
				duration_ms: 1234.5,
				triggered_selfheal: false,
				metadata: { ci_provider: "github_actions", attempt: 2, dirty: false },
			},
		]);
		expect(await db.query("SELECT * FROM test_results ORDER BY name")).toMatchObject([
			{
				timestamp,
				run_id: "ci-1",
				test_id: rows.results[0]?.testId,
				ordinal: 0,
				repository: "acme/shop",
				branch: "main",
				source: "ci",
				file: "src/cart.test.ts",
				suite: "cart",
				name: "adds",
				status: "failed",
				duration_ms: 1.5,
				retries: 2,
			},
			{ name: "later", status: "todo", suite: "", duration_ms: null, retries: 0 },
		]);
		expect(await db.query("SELECT * FROM test_failures")).toMatchObject([
			{
				timestamp,
				run_id: "ci-1",
				test_id: rows.results[0]?.testId,
				test_name: "adds",
				test_file: "src/cart.test.ts",
				suite_name: "cart",
				error_type: "TypeError",
				error_message: "no",
				error_stack: "TypeError: no\n    at a.ts:1:2",
				file_path: "a.ts",
				line_number: 1,
			},
		]);
		expect(await db.query("SELECT * FROM lint_failures")).toMatchObject([
			{
				timestamp,
				tool: "tsc",
				rule: "TS2322",
				severity: "error",
				message: "no",
				file_path: "a.ts",
				line: 3,
				column_number: 7,
				source: "x",
			},
		]);
		expect(await db.query("SELECT * FROM coverage")).toMatchObject([
			{ timestamp, module: "a.ts", lines_total: 10, lines_covered: 9, branches_covered: 1, functions_total: null },
		]);
		expect(
			await db.query(`
				SELECT kind, service, environment, level, count, state
				FROM template_activity JOIN observability_embeddings USING (content_id) ORDER BY kind`),
		).toEqual([
			{ kind: "lint", service: "acme/shop", environment: "ci", level: "error", count: "1", state: "pending" },
			{ kind: "test", service: "acme/shop", environment: "ci", level: "error", count: "1", state: "pending" },
		]);
	});

	test("a run that is reported twice is stored once", async () => {
		expect(await writeCiRun(db, rowsOf({ tests: [failing] }))).toBe("written");
		expect(await writeCiRun(db, rowsOf({ tests: [failing] }))).toBe("duplicate");
		expect(await count("test_results")).toBe(1);
		expect(await db.query("SELECT count FROM template_activity")).toEqual([{ count: "1" }]);
	});

	test("a run whose results have outlived it can be reported again", async () => {
		await writeCiRun(db, rowsOf({ tests: [failing] }));
		await db.query("DELETE FROM test_runs");
		expect(await writeCiRun(db, rowsOf({ tests: [failing] }))).toBe("written");
		expect(await count("test_runs")).toBe(1);
		expect(await count("test_results")).toBe(1);
	});

	test("of equal runs at once one is stored", async () => {
		const outcomes = await Promise.all([1, 2, 3].map(() => writeCiRun(db, rowsOf({ tests: [failing] }))));
		expect(outcomes.sort()).toEqual(["duplicate", "duplicate", "written"]);
		expect(await count("test_failures")).toBe(1);
	});

	test("runs at once that share their failures are all stored", async () => {
		const failures = (names: string[]) => names.map((name) => ({ ...failing, name, failures: [{ message: name }] }));
		const names = Array.from({ length: 50 }, (_, index) => `word${"abcdefghij"[index % 10]}${"xyz".repeat(index)}`);
		const outcomes = await Promise.all(
			[names, names.toReversed(), names].map((order, index) =>
				writeCiRun(db, rowsOf({ runId: `ci-${index}`, tests: failures(order) })),
			),
		);
		expect(outcomes).toEqual(["written", "written", "written"]);
		const activity = await db.query<{ count: string }>("SELECT count FROM template_activity");
		expect(activity).toHaveLength(50);
		expect(new Set(activity.map((row) => row.count))).toEqual(new Set(["3"]));
	});

	test("where a part cannot be written, nothing is", async () => {
		const rows = rowsOf({
			tests: [failing],
			lint: [{ tool: "tsc", rule: "TS1005", severity: "error", message: "no", file: "a.ts" }],
		});
		const lint = rows.lint.map((failure) => ({ ...failure, message: "NUL \0" }));
		await expect(writeCiRun(db, { ...rows, lint })).rejects.toThrow();
		expect(await count("test_runs")).toBe(0);
		expect(await count("observability_embeddings")).toBe(0);
	});

	test("a run that comes late is noted for its day's rollup", async () => {
		await writeCiRun(db, rowsOf());
		expect(await count("rollup_late")).toBe(0);
		await writeCiRun(db, rowsOf({ runId: "ci-2", timestamp: "2026-01-02T03:04:05Z" }));
		expect(await db.query("SELECT rollup, bucket FROM rollup_late")).toEqual([
			{ rollup: "test_rollup_daily", bucket: "2026-01-02T00:00:00Z" },
		]);
	});

	test("the longest texts of the widest characters fit their columns and indexes", async () => {
		// Of random characters, so that no compression makes them fit.
		const wide = (length: number) =>
			String.fromCharCode(...Array.from({ length }, () => 0x4e00 + Math.floor(Math.random() * 0x5000)));
		const rows = rowsOf({
			runId: wide(reportLimits.runId),
			repository: wide(reportLimits.repository),
			branch: wide(reportLimits.branch),
			commitSha: "f".repeat(64),
			tests: [{ ...failing, file: wide(reportLimits.file), name: wide(reportLimits.testName) }],
			lint: [{ tool: "x", rule: wide(reportLimits.rule), severity: "info", message: "", file: "" }],
			coverage: [{ module: wide(reportLimits.module) }],
		});
		expect(await writeCiRun(db, rows)).toBe("written");
	});

	test("20,000 tests are one statement", async () => {
		const tests = Array.from({ length: 20_000 }, (_, index) => ({
			file: `src/${index % 500}.test.ts`,
			name: `test ${index}`,
			status: "passed" as const,
			durationMs: index / 7,
		}));
		await writeCiRun(db, rowsOf({ tests }));
		expect(await count("test_results")).toBe(20_000);
	});
});
