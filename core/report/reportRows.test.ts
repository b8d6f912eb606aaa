import { expect, test } from "vitest";
import { contentId } from "../contentId.ts";
import { ciReport, type SentCiReport } from "./ciReport.ts";
import { reportLimits } from "./reportLimits.ts";
import { reportRows } from "./reportRows.ts";

const receivedAt = new Date("2026-03-10T12:30:00Z");

const sent: SentCiReport = {
	runId: "local-1",
	timestamp: "2026-03-10T13:00:00+01:00",
	repository: "acme/shop",
	branch: "main",
	commitSha: "abc1234",
	source: "local",
};

const rowsOf = (more: Partial<SentCiReport> = {}) => reportRows(ciReport.parse({ ...sent, ...more }), { receivedAt });

test("a report with nothing but a run is a run without tests", () => {
	const rows = rowsOf();
	expect(rows.run).toEqual({
		runId: "local-1",
		timestamp: "2026-03-10T12:00:00.000Z",
		receivedAt: "2026-03-10T12:30:00.000Z",
		repository: "acme/shop",
		branch: "main",
		commitSha: "abc1234",
		source: "local",
		nodeVersion: null,
		packageManager: null,
		pnpmVersion: null,
		lockfileHash: null,
		totalTests: 0,
		passedTests: 0,
		failedTests: 0,
		skippedTests: 0,
		durationMs: 0,
		metadata: "{}",
	});
	expect(rows.activity).toEqual([]);
});

test("a run that claims to start in the future started when it was received", () => {
	expect(rowsOf({ timestamp: "2031-01-01T00:00:00Z" }).run.timestamp).toBe("2026-03-10T12:30:00.000Z");
});

test("the version of pnpm has a column of its own", () => {
	expect(rowsOf({ packageManager: "pnpm@10.1.0" }).run).toMatchObject({
		packageManager: "pnpm@10.1.0",
		pnpmVersion: "10.1.0",
	});
	expect(rowsOf({ packageManager: "npm@11.0.0" }).run.pnpmVersion).toBeNull();
});

test("tests are counted by status; one to be written is not run either", () => {
	const tests = (["passed", "passed", "failed", "skipped", "todo"] as const).map((status, index) => ({
		file: "a.test.ts",
		name: `test ${index}`,
		status,
	}));
	expect(rowsOf({ tests }).run).toMatchObject({ totalTests: 5, passedTests: 2, failedTests: 1, skippedTests: 2 });
});

test("a test has the same id in each run of its repository, and tests of one name have ordinals", () => {
	const tests = [1, 2].map(() => ({
		file: "a.test.ts",
		suite: "cart > total",
		name: "adds",
		status: "passed" as const,
	}));
	const [first, second] = rowsOf({ tests }).results;
	expect(first).toMatchObject({ testId: contentId("acme/shop", "a.test.ts", "cart > total", "adds"), ordinal: 0 });
	expect(second).toEqual({ ...first, ordinal: 1 });
	expect(rowsOf({ tests, runId: "ci-1", source: "ci" }).results[0]?.testId).toBe(first?.testId);
	expect(rowsOf({ tests, repository: "acme/other" }).results[0]?.testId).not.toBe(first?.testId);
});

test("each failure of a failed test is a row with the template of its type and message", () => {
	const failures = [
		{ type: "TypeError", message: "no such thing", stack: "TypeError: no such thing", file: "src/a.ts", line: 3 },
		{ message: "TypeError: no such thing" },
	];
	const rows = rowsOf({ tests: [{ file: "a.test.ts", suite: "cart", name: "adds", status: "failed", failures }] });
	const [first, second] = rows.failures;
	expect(first).toEqual({
		runId: "local-1",
		timestamp: rows.run.timestamp,
		testId: rows.results[0]?.testId,
		testName: "adds",
		testFile: "a.test.ts",
		suiteName: "cart",
		errorType: "TypeError",
		errorMessage: "no such thing",
		errorStack: "TypeError: no such thing",
		filePath: "src/a.ts",
		lineNumber: 3,
		templateId: second?.templateId,
	});
	expect([...rows.contents.values()]).toEqual([
		{ contentId: first?.templateId, kind: "test", content: "TypeError: no such thing" },
	]);
	expect(rows.activity).toEqual([
		{
			contentId: first?.templateId,
			bucket: "2026-03-10T12:00:00Z",
			service: "acme/shop",
			environment: "local",
			level: "error",
			count: 2,
			firstSeen: rows.run.timestamp,
			lastSeen: rows.run.timestamp,
		},
	]);
});

test("a failed test whose report does not say why has a failure all the same", () => {
	const rows = rowsOf({ tests: [{ file: "a.test.ts", name: "adds", status: "failed" }] });
	expect(rows.failures).toMatchObject([
		{ testName: "adds", errorMessage: expect.stringContaining("does not say why") },
	]);
});

test("what a passed test failed with before it passed is no failure of the run", () => {
	const failures = [{ message: "timed out" }];
	const rows = rowsOf({ tests: [{ file: "a.test.ts", name: "adds", status: "passed", retries: 1, failures }] });
	expect(rows.failures).toEqual([]);
	expect(rows.results[0]?.retries).toBe(1);
});

test("lint is found by rule and message, at the level of its severity", () => {
	const lint = [
		{ tool: "tsc", rule: "TS2322", severity: "warning" as const, message: "Type 17 is wrong.", file: "a.ts", line: 2 },
		{ tool: "tsc", rule: "TS2322", severity: "warning" as const, message: "Type 18 is wrong.", file: "a.ts", line: 9 },
	];
	const rows = rowsOf({ lint });
	expect(rows.lint).toMatchObject([
		{ filePath: "a.ts", line: 2, column: null, source: null },
		{ filePath: "a.ts", line: 9 },
	]);
	const [content] = rows.contents.values();
	expect(content).toEqual({
		contentId: contentId("lint", "TS2322: Type <num> is wrong."),
		kind: "lint",
		content: "TS2322: Type <num> is wrong.",
	});
	expect(rows.lint.map(({ templateId }) => templateId)).toEqual([content?.contentId, content?.contentId]);
	expect(rows.activity).toMatchObject([{ level: "warn", count: 2 }]);
});

test("of a module that is named twice the last coverage counts", () => {
	const lines = (covered: number) => ({ module: "src/a.ts", lines: { total: 10, covered } });
	expect(rowsOf({ coverage: [lines(3), lines(7)] }).coverage).toMatchObject([
		{ module: "src/a.ts", lines: { total: 10, covered: 7 }, branches: null },
	]);
});

test("long texts are cut, and what the database refuses is repaired", () => {
	const rows = rowsOf({
		metadata: { "a\0b": "c\ud800" },
		tests: [
			{
				file: "a.test.ts",
				name: "x".repeat(5_000),
				status: "failed",
				failures: [{ message: "NUL \0 here", stack: "y".repeat(1_000_000) }],
			},
		],
	});
	expect(rows.results[0]?.name).toHaveLength(reportLimits.testName);
	expect(rows.failures[0]?.errorMessage).toBe("NUL \ufffd here");
	expect(rows.failures[0]?.errorStack).toHaveLength(reportLimits.errorStack);
	expect(JSON.parse(rows.run.metadata)).toEqual({ "a\ufffdb": "c\ufffd" });
});

test("a commit is as answers are asked for it, and may be unknown", () => {
	const commits = ["ABCDEF0", "9fceb02d0ae598e95dc970b74767f19372d61af8", "unknown"];
	expect(commits.map((commitSha) => rowsOf({ commitSha }).run.commitSha)).toEqual([
		"abcdef0",
		"9fceb02d0ae598e95dc970b74767f19372d61af8",
		"unknown",
	]);
});

test("a project that no host has is one of its folder's name", () => {
	expect(rowsOf({ repository: "My shop" }).run.repository).toBe("My shop");
});

test.each([
	["source", { source: "laptop" }],
	["runId", { runId: "" }],
	["commitSha", { commitSha: "zzz" }],
	["commitSha", { commitSha: "abc123" }],
	["commitSha", { commitSha: "a".repeat(65) }],
	["repository", { repository: "acme/" }],
	["repository", { repository: "https://git.example.com/acme/shop" }],
	["timestamp", { timestamp: "yesterday" }],
	["timestamp", { timestamp: "0000-01-01T00:00:00Z" }],
	[
		"tests",
		{ tests: Array.from({ length: reportLimits.tests + 1 }, () => ({ file: "", name: "a", status: "passed" })) },
	],
	["metadata", { metadata: Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`key ${index}`, 1])) }],
])("a report with a wrong %s is refused", (field, wrong) => {
	const parsed = ciReport.safeParse({ ...sent, ...wrong });
	expect(parsed.error?.issues[0]?.path[0]).toBe(field);
});
