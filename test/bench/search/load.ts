import { contentId } from "../../../core/contentId.ts";
import type { Database } from "../../../schema/database.ts";
import { insertContents } from "../../../schema/write/contents.ts";
import { writeRows } from "../../../schema/write/writeRows.ts";
import type { Statement } from "./corpus.ts";

/** Writes the statements' contents, and keeps them at hand for `addLines`. */
export async function addStatements(db: Database, statements: Statement[]): Promise<void> {
	await writeRows(
		db,
		insertContents,
		statements.map(({ contentId, template }) => ({ contentId, kind: "log", content: template })),
	);
	await db.query(
		"CREATE TABLE bench_statements (number int PRIMARY KEY, content_id bigint, line text, service text, level text)",
	);
	await db.query(
		"INSERT INTO bench_statements SELECT * FROM unnest($1::int[], $2::bigint[], $3::text[], $4::text[], $5::text[])",
		[
			statements.map((_statement, index) => index),
			statements.map((statement) => statement.contentId),
			statements.map((statement) => statement.line),
			statements.map((statement) => statement.service),
			statements.map((statement) => statement.level),
		],
	);
}

/**
 * Adds lines over the week before `now`, and their counts by the hour as ingest would have: a few statements write most
 * (the share of the r-th is about 1/r), all but one in a thousand of the rest are written now and then.
 */
export async function addLines(
	db: Database,
	lines: number,
	now: Date,
	onProgress: (done: number) => void,
): Promise<void> {
	for (let done = 0; done < lines; done += STEP) {
		const step = Math.min(STEP, lines - done);
		await db.query(ADD, [step, now.toISOString(), contentId("resource", "bench"), contentId("scope", "bench")]);
		onProgress(done + step);
	}
}

const STEP = 100_000;

const ADD = `
	WITH line AS (
		INSERT INTO application_logs
			(timestamp, service, environment, level, message, context, template_id, resource_id, scope_id)
		SELECT $2::timestamptz - random() * interval '7 days', s.service, 'production', s.level,
			replace(s.line, '%n', (random() * 1000000)::int::text),
			jsonb_build_object('http.route', '/v1/' || s.service, 'thread', (random() * 32)::int, 'attempt', (random() * 5)::int),
			s.content_id, $3::bigint, $4::bigint
		FROM (
			SELECT floor(power((SELECT count(*) FROM bench_statements)::float8, random()))::int - 1 AS number
			FROM generate_series(1, $1)
		) pick
		JOIN bench_statements s USING (number)
		RETURNING timestamp, template_id, service, environment, level
	)
	INSERT INTO template_activity AS a
	SELECT date_trunc('hour', timestamp, 'UTC'), template_id, service, environment, level,
		count(*), min(timestamp), max(timestamp)
	FROM line GROUP BY 1, 2, 3, 4, 5
	ON CONFLICT (content_id, bucket, service, environment, level) DO UPDATE SET
		count = a.count + excluded.count,
		first_seen = least(a.first_seen, excluded.first_seen),
		last_seen = greatest(a.last_seen, excluded.last_seen)`;
