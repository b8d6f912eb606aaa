import { type RawBuilder, sql } from "kysely";
import type { ContentKind } from "../../core/records/content.ts";
import { run } from "../../schema/compile.ts";
import type { Connection } from "../../schema/database.ts";
import type { Window } from "../timeRange.ts";

/** What a search is narrowed to. A list that is missing narrows nothing. */
export interface Filters {
	window: Window;
	kinds?: ContentKind[];
	services?: string[];
	environments?: string[];
	levels?: string[];
	repository?: string;
	branch?: string;
	/** A PostgreSQL web search query that the text must match: phrases in quotes, -words to leave out. */
	mustMatch?: string;
	/** The contents that were seen within the window and the filters, where they are few. */
	among?: string[];
}

/** Condition on `template_activity a`: seen within the window and the filters. */
export function seen({ window, services, environments, levels }: Filters): RawBuilder<boolean> {
	return all([
		sql`a.bucket >= date_trunc('hour', ${window.from}::timestamptz, 'UTC')`,
		sql`a.bucket < ${window.to}::timestamptz`,
		sql`a.last_seen >= ${window.from}::timestamptz`,
		sql`a.first_seen < ${window.to}::timestamptz`,
		services && sql`a.service = ANY(${services}::text[])`,
		environments && sql`a.environment = ANY(${environments}::text[])`,
		levels && sql`a.level = ANY(${levels}::text[])`,
	]);
}

/** The filters with the contents that they leave, where these are few: they are then found once for all lists. */
export async function narrowed(db: Connection, filters: Filters): Promise<Filters> {
	const [row] = await run<{ ids: string[] | null; rows: number }>(
		db,
		sql`SELECT array_agg(DISTINCT t.content_id)::text[] AS ids, count(*)::integer AS rows
			FROM (SELECT a.content_id FROM template_activity a WHERE ${seen(filters)} LIMIT ${FEW_ROWS + 1}) t`,
	);
	return row && row.rows <= FEW_ROWS ? { ...filters, among: row.ids ?? [] } : filters;
}

/** Rows of activity up to which looking at every content that they name is quicker than an index on all contents. */
const FEW_ROWS = 5_000;

/** Condition on `observability_embeddings e`: of the kinds, the text and the repository that are asked for, and of the few. */
export function about({ kinds, repository, branch, mustMatch, among }: Filters): RawBuilder<boolean> {
	return all([
		among && sql`e.content_id = ANY(${among}::bigint[])`,
		kinds && sql`e.kind = ANY(${kinds}::text[])`,
		mustMatch && sql`e.words @@ websearch_to_tsquery('pg_catalog.english', ${mustMatch})`,
		(repository || branch) && inRepository(repository ?? null, branch ?? null),
	]);
}

/** Condition on `observability_embeddings e`: all that the filters ask for. */
export function matches(filters: Filters): RawBuilder<boolean> {
	if (filters.among) return about(filters);
	return sql`${about(filters)} AND EXISTS (
		SELECT FROM template_activity a WHERE a.content_id = e.content_id AND ${seen(filters)})`;
}

/** Test runs and builds know their repository; other kinds don't and are left out. */
function inRepository(repository: string | null, branch: string | null): RawBuilder<boolean> {
	const of = sql`(${repository}::text IS NULL OR r.repository = ${repository}::text)
		AND (${branch}::text IS NULL OR r.branch = ${branch}::text)`;
	return sql`(
		EXISTS (SELECT FROM test_failures f JOIN test_runs r USING (run_id) WHERE f.template_id = e.content_id AND ${of})
		OR EXISTS (SELECT FROM lint_failures f JOIN test_runs r USING (run_id) WHERE f.template_id = e.content_id AND ${of})
		OR EXISTS (SELECT FROM build_events r WHERE r.template_id = e.content_id AND ${of}))`;
}

/** All of the conditions that are given. */
export function all(conditions: (RawBuilder<unknown> | undefined | false | "")[]): RawBuilder<boolean> {
	const given = conditions.filter((condition) => condition instanceof Object);
	return given.length > 0 ? sql`${sql.join(given, sql` AND `)}` : sql`true`;
}
