import type { Content } from "../../core/records/content.ts";
import type { LogRecord } from "../../core/records/log.ts";
import type { SpanRecord } from "../../core/records/span.ts";
import { contentOf } from "../../core/templates/logContent.ts";
import type { Connection, Database } from "../../schema/database.ts";
import { writeTelemetry } from "../../schema/write/writeTelemetry.ts";
import { batchOf, logRow, spanRow } from "./telemetry.ts";

/** The moment at which tests of answers ask. */
export const NOW = new Date("2026-03-10T12:30:00.000Z");

/** A moment some minutes before NOW. */
export function ago(minutes: number): string {
	return new Date(NOW.getTime() - minutes * 60_000).toISOString().replace("Z", "000Z");
}

/** Writes logs with their templates; one minute ago unless given. */
export async function seedLogs(db: Database, given: Partial<LogRecord>[]): Promise<void> {
	const contents: Content[] = [];
	const logs = given.map((row) => {
		const content = contentOf("log", row.message ?? "hello");
		contents.push(content);
		return logRow({ timestamp: ago(1), templateId: content.contentId, ...row });
	});
	const batch = batchOf({ logs });
	batch.contents = new Map(contents.map((content) => [content.contentId, content]));
	await writeTelemetry(db, batch, null);
}

/** Writes spans; those with status "error" with a template of their operation and message. */
export async function seedSpans(db: Database, given: Partial<SpanRecord>[]): Promise<void> {
	const contents: Content[] = [];
	const spans = given.map((row) => {
		const span = spanRow({ timestamp: ago(1), ...row });
		if (span.status !== "error") return span;
		const content = contentOf("span", `${span.operationName}: ${span.statusMessage}`);
		contents.push(content);
		return { ...span, templateId: content.contentId };
	});
	const batch = batchOf({ spans });
	batch.contents = new Map(contents.map((content) => [content.contentId, content]));
	await writeTelemetry(db, batch, null);
}

export interface SeedRun {
	runId: string;
	source: "local" | "ci" | "agent";
	commitSha: string;
	timestamp?: string;
	repository?: string;
	branch?: string;
	nodeVersion?: string;
	packageManager?: string;
	lockfileHash?: string;
	metadata?: object;
	/** By test name: passed, skipped, or the message of its failure. */
	tests: Record<string, "passed" | "skipped" | { error: string }>;
}

/** Writes a test run with its results, and its failures with their templates. */
export async function seedRun(db: Connection, run: SeedRun): Promise<void> {
	const { timestamp = ago(10), repository = "acme/shop", branch = "main" } = run;
	const tests = Object.entries(run.tests);
	const failed = tests.flatMap(([name, outcome]) => (typeof outcome === "object" ? [{ name, ...outcome }] : []));
	const count = (status: string) => tests.filter(([, outcome]) => outcome === status).length;
	await db.query(
		`INSERT INTO test_runs (run_id, timestamp, repository, branch, commit_sha, source, node_version, package_manager,
			lockfile_hash, total_tests, passed_tests, failed_tests, skipped_tests, duration_ms, metadata)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1000, $14::text::jsonb)`,
		[
			run.runId,
			timestamp,
			repository,
			branch,
			run.commitSha,
			run.source,
			run.nodeVersion ?? "24.1.0",
			run.packageManager ?? "npm@11.0.0",
			run.lockfileHash ?? "aaaa",
			tests.length,
			count("passed"),
			failed.length,
			count("skipped"),
			JSON.stringify(run.metadata ?? {}),
		],
	);
	for (const [name, outcome] of tests) {
		await db.query(
			`INSERT INTO test_results (timestamp, test_id, run_id, repository, branch, source, file, suite, name, status, duration_ms)
			VALUES ($1, hashtextextended($2 || $3, 0), $4, $2, $5, $6, 'src/a.test.ts', '', $3, $7, 5)`,
			[timestamp, repository, name, run.runId, branch, run.source, typeof outcome === "object" ? "failed" : outcome],
		);
	}
	for (const { name, error } of failed) {
		const content = contentOf("test", error);
		await db.query(
			"INSERT INTO observability_embeddings (content_id, kind, content) VALUES ($1, 'test', $2) ON CONFLICT DO NOTHING",
			[content.contentId, content.content],
		);
		await db.query(
			`INSERT INTO test_failures (timestamp, run_id, test_id, test_name, test_file, suite_name, error_message, template_id)
			VALUES ($1, $2, hashtextextended($3 || $4, 0), $4, 'src/a.test.ts', '', $5, $6)`,
			[timestamp, run.runId, repository, name, error, content.contentId],
		);
		await db.query(
			`INSERT INTO template_activity (bucket, content_id, service, environment, level, count, first_seen, last_seen)
			VALUES (date_trunc('hour', $1::timestamptz, 'UTC'), $2, $3, $4, 'error', 1, $1, $1)
			ON CONFLICT (content_id, bucket, service, environment, level) DO UPDATE SET count = template_activity.count + 1,
				first_seen = least(template_activity.first_seen, excluded.first_seen),
				last_seen = greatest(template_activity.last_seen, excluded.last_seen)`,
			[timestamp, content.contentId, repository, run.source],
		);
	}
}
