import { type RawBuilder, sql } from "kysely";
import { z } from "zod";
import type { ContentKind } from "../../core/records/content.ts";
import { errorPlace } from "../../core/templates/stack/errorPlace.ts";
import { templateLimits } from "../../core/templates/templateLimits.ts";
import { run } from "../../schema/compile.ts";
import type { Connection } from "../../schema/database.ts";
import type { Described } from "./describe.ts";
import type { NamedFailure } from "./testNameList.ts";

/** The newest occurrence of a template, with the ids to go on with. What a kind does not have is null. */
export const sample = z.object({
	timestamp: z.string(),
	service: z.string().nullable(),
	message: z.string(),
	traceId: z.string().nullable(),
	spanId: z.string().nullable(),
	requestId: z.string().nullable(),
	runId: z.string().nullable(),
	commitSha: z.string().nullable(),
	errorType: z.string().nullable(),
	place: z.string().nullable().describe("File and line, or test"),
});
export type Sample = z.infer<typeof sample>;

/**
 * A sample for each template, by content id: one of `failures` where it is among them, else the newest occurrence. Each is
 * read by one look-up in an index, however many occurrences there are.
 */
export async function samples(
	db: Connection,
	templates: Described[],
	failures: NamedFailure[],
): Promise<Map<string, Sample>> {
	const byKind = Map.groupBy(templates, (template) => template.kind);
	const found = new Map<string, Sample>();
	for (const [kind, ofKind] of byKind) {
		const source = SOURCES[kind];
		if (!source) continue;
		const rows = await run<Sample & { contentId: string; stack?: string | null }>(
			db,
			sql`SELECT u.content_id AS "contentId", s.*
				FROM unnest(${ofKind.map((one) => one.contentId)}::bigint[],
						${ofKind.map((one) => one.lastContentId)}::bigint[],
						${ofKind.map((one) => one.lastSeen)}::timestamptz[]) AS u (content_id, last_content_id, last_seen)
				CROSS JOIN LATERAL (
					${source} WHERE o.template_id = u.last_content_id AND o.timestamp <= u.last_seen
					ORDER BY o.timestamp DESC LIMIT 1
				) s`,
		);
		for (const { contentId, stack, ...rest } of rows) {
			found.set(contentId, stack ? { ...rest, place: errorPlace(stack) } : rest);
		}
	}
	for (const { contentId, ...named } of await samplesOf(db, failures, found)) found.set(contentId, named);
	return found;
}

/** Samples of failing tests for the contents that are shown. */
async function samplesOf(db: Connection, failures: NamedFailure[], shown: Map<string, Sample>) {
	const wanted = failures.filter(({ contentId }) => shown.has(contentId));
	if (wanted.length === 0) return [];
	return run<Sample & { contentId: string }>(
		db,
		sql`SELECT u.content_id AS "contentId", s.*
			FROM unnest(${wanted.map((one) => one.contentId)}::bigint[], ${wanted.map((one) => one.failureId)}::bigint[])
				AS u (content_id, failure_id)
			CROSS JOIN LATERAL (${OF_TESTS} WHERE o.failure_id = u.failure_id) s`,
	);
}

/** A sample is for reading: what is longer is cut. */
const MESSAGE_CHARS = 2_000;

/** Of a stack trace: the frames that tell its place come within them. */
const STACK_CHARS = templateLimits.stack;

const message = (text: RawBuilder<unknown>) => sql`left(${text}, ${MESSAGE_CHARS}::integer) AS message`;

const OF_TESTS = sql`SELECT o.timestamp, r.repository AS service, ${message(sql`o.error_message`)}, NULL::text AS "traceId",
		NULL::text AS "spanId", NULL::text AS "requestId", o.run_id AS "runId", r.commit_sha AS "commitSha",
		o.error_type AS "errorType", concat_ws(' > ', coalesce(o.test_file, o.file_path), o.test_name) AS place
		FROM test_failures o JOIN test_runs r USING (run_id)`;

/** For each kind, its occurrences as samples. */
const SOURCES: Partial<Record<ContentKind, RawBuilder<unknown>>> = {
	log: sql`SELECT o.timestamp, o.service, ${message(sql`o.message`)}, o.trace_id AS "traceId", o.span_id AS "spanId",
		o.request_id AS "requestId", NULL::text AS "runId", NULL::text AS "commitSha", o.error_type AS "errorType",
		NULL::text AS place, left(o.error_stack, ${STACK_CHARS}::integer) AS stack
		FROM application_logs o`,
	span: sql`SELECT o.timestamp, o.service, ${message(sql`concat_ws(': ', o.operation_name, o.status_message)`)},
		o.trace_id AS "traceId", o.span_id AS "spanId", o.request_id AS "requestId", NULL::text AS "runId",
		NULL::text AS "commitSha", NULL::text AS "errorType", NULL::text AS place
		FROM trace_spans o`,
	test: OF_TESTS,
	lint: sql`SELECT o.timestamp, r.repository AS service, ${message(sql`o.message`)}, NULL::text AS "traceId",
		NULL::text AS "spanId", NULL::text AS "requestId", o.run_id AS "runId", r.commit_sha AS "commitSha",
		NULL::text AS "errorType", concat_ws(':', o.file_path, o.line) AS place
		FROM lint_failures o JOIN test_runs r USING (run_id)`,
	build: sql`SELECT o.timestamp, o.service, ${message(sql`coalesce(o.error_message, o.event_type)`)},
		NULL::text AS "traceId", NULL::text AS "spanId", NULL::text AS "requestId", NULL::text AS "runId",
		o.commit_sha AS "commitSha", NULL::text AS "errorType", concat_ws(' ', o.event_type, o.event_id) AS place
		FROM build_events o`,
};
