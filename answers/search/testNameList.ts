import { sql } from "kysely";
import { run } from "../../schema/compile.ts";
import type { Connection } from "../../schema/database.ts";
import { all, type Filters, matches } from "./filters.ts";
import type { Term } from "./wordList.ts";

/** An error of a failing test that is searched by its name, and the failure of it that has the name. */
export interface NamedFailure {
	contentId: string;
	failureId: string;
}

/**
 * Contents of failing tests whose file, suite and name together hold all of the query's words: the shortest name first,
 * which says least besides them, then the last that failed.
 */
export async function testNameList(
	db: Connection,
	terms: Term[],
	filters: Filters,
	depth: number,
): Promise<NamedFailure[]> {
	const wanted = terms
		.filter(({ word }) => !(filters.mustMatch && word.startsWith("-")))
		.map(({ query }) => `(${query})`);
	if (wanted.length === 0) return [];
	// What a name must match, and which runs it is of, is asked of the failure itself, not of all that share its error.
	const ofContent = { ...filters, mustMatch: undefined, repository: undefined, branch: undefined };
	return run<NamedFailure>(
		db,
		sql`SELECT n.template_id::text AS "contentId", n.failure_id::text AS "failureId"
			FROM (
				SELECT DISTINCT ON (f.template_id) f.template_id, f.failure_id, f.timestamp, length(f.test_name) AS length
				FROM (
					SELECT f.template_id, f.failure_id, f.timestamp, f.test_name
					FROM test_failures f JOIN test_runs r USING (run_id)
					WHERE ${named(wanted.join(" & "), filters)}
					ORDER BY f.timestamp DESC LIMIT ${MOST_FAILURES}
				) f
				ORDER BY f.template_id, length(f.test_name), f.timestamp DESC
			) n
			JOIN observability_embeddings e ON e.content_id = n.template_id
			WHERE ${matches(ofContent)}
			ORDER BY n.length, n.timestamp DESC, n.template_id
			LIMIT ${depth}`,
	);
}

/** Failures that are looked at, the newest: one test may have failed for months. */
const MOST_FAILURES = 2_000;

/** Condition on `test_failures f` and its run `r`. */
function named(query: string, { window, services, environments, repository, branch, mustMatch }: Filters) {
	return all([
		sql`f.words @@ ${query}::tsquery`,
		mustMatch && sql`f.words @@ websearch_to_tsquery('pg_catalog.english', ${mustMatch})`,
		sql`f.timestamp >= ${window.from}::timestamptz AND f.timestamp < ${window.to}::timestamptz`,
		services && sql`r.repository = ANY(${services}::text[])`,
		environments && sql`r.source = ANY(${environments}::text[])`,
		repository && sql`r.repository = ${repository}`,
		branch && sql`r.branch = ${branch}`,
	]);
}
