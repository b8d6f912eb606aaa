import { activityOf, type Sighting } from "../activity.ts";
import { contentId } from "../contentId.ts";
import type { Content } from "../records/content.ts";
import type { LintFailure, ModuleCoverage, TestFailure, TestResult, TestRun, TestRunRows } from "../records/testRun.ts";
import { contentOf } from "../templates/logContent.ts";
import type { CiReport } from "./ciReport.ts";

/** The rows of a report. A run that claims to start after it was received started when it was received. */
export function reportRows(report: CiReport, { receivedAt }: { receivedAt: Date }): TestRunRows {
	const run = runOf(report, receivedAt);
	const contents = new Map<string, Content>();
	const sightings: Sighting[] = [];
	const seen = (content: Content, level: string) => {
		contents.set(content.contentId, content);
		sightings.push({
			contentId: content.contentId,
			timestamp: run.timestamp,
			service: run.repository,
			environment: run.source,
			level,
		});
		return content.contentId;
	};
	const results = resultsOf(run, report);
	return {
		run,
		results,
		failures: failuresOf(report, results, (text) => seen(contentOf("test", text), "error")),
		lint: lintOf(run, report, ({ rule, message, severity }) => seen(lintContent(rule, message), LEVELS[severity])),
		coverage: coverageOf(run, report),
		contents,
		activity: activityOf(sightings),
	};
}

const LEVELS = { error: "error", warning: "warn", info: "info" } as const satisfies Record<
	LintFailure["severity"],
	string
>;

function runOf(report: CiReport, receivedAt: Date): TestRun {
	const counts = { passed: 0, failed: 0, skipped: 0, todo: 0 };
	for (const { status } of report.tests) counts[status] += 1;
	return {
		runId: report.runId,
		timestamp: new Date(Math.min(Date.parse(report.timestamp), receivedAt.getTime())).toISOString(),
		receivedAt: receivedAt.toISOString(),
		repository: report.repository,
		branch: report.branch,
		commitSha: report.commitSha,
		source: report.source,
		nodeVersion: report.nodeVersion ?? null,
		packageManager: report.packageManager ?? null,
		pnpmVersion: /^pnpm@(.+)/.exec(report.packageManager ?? "")?.[1] ?? null,
		lockfileHash: report.lockfileHash ?? null,
		totalTests: report.tests.length,
		passedTests: counts.passed,
		failedTests: counts.failed,
		skippedTests: counts.skipped + counts.todo,
		durationMs: report.durationMs,
		metadata: JSON.stringify(report.metadata),
	};
}

/** A row for each test, in the report's order. */
function resultsOf({ runId, timestamp, repository, branch, source }: TestRun, { tests }: CiReport): TestResult[] {
	const ofRun = { runId, timestamp, repository, branch, source };
	const seen = new Map<string, number>();
	return tests.map(({ file, suite, name, status, durationMs = null, retries }) => {
		const testId = contentId(repository, file, suite, name);
		const ordinal = seen.get(testId) ?? 0;
		seen.set(testId, ordinal + 1);
		return { ...ofRun, testId, ordinal, file, suite, name, status, durationMs, retries };
	});
}

function failuresOf({ tests }: CiReport, results: TestResult[], templateOf: (text: string) => string): TestFailure[] {
	return results.flatMap((result, index) => {
		if (result.status !== "failed") return [];
		const told = tests[index]?.failures ?? [];
		return (told.length > 0 ? told : [UNTOLD]).map(({ type, message, stack, file, line }) => ({
			runId: result.runId,
			timestamp: result.timestamp,
			testId: result.testId,
			testName: result.name,
			testFile: result.file,
			suiteName: result.suite,
			errorType: type ?? null,
			errorMessage: message,
			errorStack: stack ?? null,
			filePath: file ?? null,
			lineNumber: line ?? null,
			templateId: templateOf(type && !message.includes(type) ? `${type}: ${message}` : message),
		}));
	});
}

type Failure = CiReport["tests"][number]["failures"][number];

const UNTOLD: Failure = { message: "The test failed; its report does not say why." };

function lintOf(
	{ runId, timestamp }: TestRun,
	{ lint }: CiReport,
	templateOf: (found: CiReport["lint"][number]) => string,
): LintFailure[] {
	return lint.map((found) => ({
		runId,
		timestamp,
		tool: found.tool,
		rule: found.rule,
		severity: found.severity,
		message: found.message,
		filePath: found.file,
		line: found.line ?? null,
		column: found.column ?? null,
		source: found.source ?? null,
		templateId: templateOf(found),
	}));
}

/** A rule is a name, whatever digits it has: it is not masked. */
function lintContent(rule: string, message: string): Content {
	const content = `${rule}: ${contentOf("lint", message).content}`;
	return { contentId: contentId("lint", content), kind: "lint", content };
}

/** A row for each module; of one that is named twice, the last. */
function coverageOf({ runId, timestamp }: TestRun, { coverage }: CiReport): ModuleCoverage[] {
	const byModule = new Map(
		coverage.map(({ module, lines = null, branches = null, functions = null, statements = null }) => [
			module,
			{ runId, timestamp, module, lines, branches, functions, statements },
		]),
	);
	return [...byModule.values()];
}
