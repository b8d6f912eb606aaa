import type { Period } from "../../core/investigate/period.ts";
import type { Connection } from "../../schema/database.ts";
import { investigateLimits as limits } from "./limits.ts";

/** How often these contents were seen in each part of a period, up to a bound; 0 where they were not. */
export async function occurrences(
	db: Connection,
	contentIds: string[],
	{ from, parts, partMs }: Period,
	environment: string | null,
): Promise<number[]> {
	const rows = await db.query<{ part: number; count: number }>(
		OCCURRENCES,
		[contentIds, new Date(from).toISOString(), parts, partMs / 1000, environment, limits.occurrencesOfPart],
		"occurrences_by_part",
	);
	const counts = new Array<number>(parts).fill(0);
	for (const { part, count } of rows) counts[part] = count;
	return counts;
}

const OCCURRENCES = `
	SELECT p.part, c.count
	FROM (
		SELECT part, $2::timestamptz + make_interval(secs => part * $4::float8) AS start,
			$2::timestamptz + make_interval(secs => (part + 1) * $4::float8) AS "end"
		FROM generate_series(0, $3::integer - 1) AS g (part)
	) p
	CROSS JOIN LATERAL (
		SELECT count(*)::integer AS count FROM unnest($1::bigint[]) AS s (content_id) CROSS JOIN LATERAL (
			(SELECT FROM application_logs l WHERE l.template_id = s.content_id AND l.timestamp >= p.start
				AND l.timestamp < p."end" AND ($5::text IS NULL OR l.environment = $5) LIMIT $6)
			UNION ALL
			(SELECT FROM trace_spans t WHERE t.template_id = s.content_id AND t.timestamp >= p.start
				AND t.timestamp < p."end" AND ($5::text IS NULL OR t.environment = $5) LIMIT $6)
		) o
	) c
	WHERE c.count > 0`;
