import type { Connection } from "../schema/database.ts";

export type Named = "service" | "environment" | "repository" | "branch" | "host" | "metric";

/** Every name of this kind of which something is kept, sorted; branches of one repository where it is given. */
export async function knownNames(db: Connection, named: Named, repository?: string): Promise<string[]> {
	const given = named === "branch" ? [repository ?? null] : [];
	const rows = await db.query<{ name: string }>(NAMES[named], given, `known_names_${named}`);
	return rows.map(({ name }) => name);
}

/** Steps from one name to the next in an index that begins with the column, instead of reading all rows. */
const names = (table: string, column: string) => `
	(WITH RECURSIVE steps AS (
		(SELECT ${column} AS name FROM ${table} WHERE ${column} IS NOT NULL ORDER BY ${column} LIMIT 1)
		UNION ALL
		SELECT next.name FROM steps CROSS JOIN LATERAL (
			SELECT t.${column} AS name FROM ${table} t WHERE t.${column} > steps.name ORDER BY t.${column} LIMIT 1
		) next
	) SELECT name FROM steps)`;

const branches = (table: string) => `
	(WITH RECURSIVE steps AS (
		(SELECT repository, branch FROM ${table} ORDER BY repository, branch LIMIT 1)
		UNION ALL
		SELECT next.repository, next.branch FROM steps CROSS JOIN LATERAL (
			SELECT t.repository, t.branch FROM ${table} t
			WHERE (t.repository, t.branch) > (steps.repository, steps.branch)
			ORDER BY t.repository, t.branch LIMIT 1
		) next
	) SELECT branch AS name FROM steps WHERE $1::text IS NULL OR repository = $1)`;

const NAMES: Record<Named, string> = {
	// What sent telemetry or was deployed. A repository, under whose name tests and lint are counted, is none.
	service: `${names("resources", "service")} UNION ${names("build_events", "service")} ORDER BY name`,
	repository: `${names("test_runs", "repository")} UNION ${names("build_events", "repository")} ORDER BY name`,
	branch: `${branches("test_runs")} UNION ${branches("build_events")} ORDER BY name`,
	metric: `${names("metric_series", "metric_name")} ORDER BY name`,
	host: "SELECT DISTINCT hostname AS name FROM resources WHERE hostname IS NOT NULL ORDER BY name",
	// A run counts under where it ran, a failed build that names no environment under "ci".
	environment: `
		SELECT environment AS name FROM resources UNION SELECT source FROM test_runs
		UNION SELECT coalesce(environment, 'ci') FROM build_events ORDER BY name`,
};
