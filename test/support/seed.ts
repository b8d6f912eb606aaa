import { buildRows } from "../../core/builds/buildRows.ts";
import { type SentBuildEvent, sentBuildEvents } from "../../core/builds/sentBuildEvents.ts";
import { contentId } from "../../core/contentId.ts";
import type { Content } from "../../core/records/content.ts";
import type { LogRecord } from "../../core/records/log.ts";
import type { ResourceRecord } from "../../core/records/resource.ts";
import type { SpanRecord } from "../../core/records/span.ts";
import { ciReport, type SentCiReport } from "../../core/report/ciReport.ts";
import { reportRows } from "../../core/report/reportRows.ts";
import { contentOf } from "../../core/templates/logContent.ts";
import type { Database } from "../../schema/database.ts";
import { writeBuildEvents } from "../../schema/write/writeBuildEvents.ts";
import { writeCiRun } from "../../schema/write/writeCiRun.ts";
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
		return ofResource(logRow({ timestamp: ago(1), templateId: content.contentId, ...row }));
	});
	const batch = batchOf({ logs });
	batch.resources = resourcesOf(logs);
	batch.contents = new Map(contents.map((content) => [content.contentId, content]));
	await writeTelemetry(db, batch, null);
}

/** Writes spans; those with status "error" with a template of their operation and message. */
export async function seedSpans(db: Database, given: Partial<SpanRecord>[]): Promise<void> {
	const contents: Content[] = [];
	const spans = given.map((row) => {
		const span = ofResource(spanRow({ timestamp: ago(1), ...row }));
		if (span.status !== "error") return span;
		const content = contentOf("span", `${span.operationName}: ${span.statusMessage}`);
		contents.push(content);
		return { ...span, templateId: content.contentId };
	});
	const batch = batchOf({ spans });
	batch.resources = resourcesOf(spans);
	batch.contents = new Map(contents.map((content) => [content.contentId, content]));
	await writeTelemetry(db, batch, null);
}

type OfSource = Pick<ResourceRecord, "resourceId" | "service" | "environment">;

/** The row as one of a resource of its service's. */
function ofResource<Row extends OfSource>(row: Row): Row {
	return { ...row, resourceId: contentId("resource", row.service, row.environment) };
}

function resourcesOf(rows: OfSource[]): Map<string, ResourceRecord> {
	const resource = { hostname: null, attributes: "{}", schemaUrl: null };
	return new Map(
		rows.map(({ resourceId, service, environment }) => [resourceId, { ...resource, resourceId, service, environment }]),
	);
}

export interface SeedRun extends Partial<Omit<SentCiReport, "tests">> {
	runId: string;
	source: "local" | "ci" | "agent";
	commitSha: string;
	/** By test name, all in one file; or as reports have them. */
	tests: Record<string, SeedTest> | SentTest[];
}

/** A status, the message of its failure, or more. */
export type SeedTest =
	| "passed"
	| "skipped"
	| { error: string }
	| { status: "passed"; durationMs?: number; retries?: number };

/** Writes a test run as a report brings it; ten minutes ago unless given. */
export async function seedRun(db: Database, { tests, ...given }: SeedRun): Promise<void> {
	const report = ciReport.parse({
		timestamp: ago(10),
		repository: "acme/shop",
		branch: "main",
		nodeVersion: "24.1.0",
		packageManager: "npm@11.0.0",
		lockfileHash: "aaaa",
		durationMs: 1000,
		...given,
		tests: Array.isArray(tests) ? tests : Object.entries(tests).map(sent),
	} satisfies SentCiReport);
	await writeCiRun(db, reportRows(report, { receivedAt: NOW }));
}

type SentTest = NonNullable<SentCiReport["tests"]>[number];

function sent([name, test]: [string, SeedTest]): SentTest {
	const common = { file: "src/a.test.ts", name, durationMs: 5 };
	if (typeof test === "string") return { ...common, status: test };
	return "error" in test
		? { ...common, status: "failed", failures: [{ message: test.error }] }
		: { ...common, ...test };
}

/** A build event as it is sent. */
type SeedBuild = Partial<Omit<SentBuildEvent, "metadata">> & { metadata?: object };

/** Writes build and deployment events; ten minutes ago unless given. */
export async function seedBuilds(db: Database, given: SeedBuild[]): Promise<void> {
	const sent = given.map((event) => ({
		timestamp: ago(10),
		repository: "acme/shop",
		branch: "main",
		commitSha: "9fceb02d0ae598e95dc970b74767f19372d61af8",
		eventType: "deploy_complete",
		status: "success",
		...event,
	}));
	await writeBuildEvents(db, buildRows(sentBuildEvents.parse(sent), { receivedAt: NOW }));
}
