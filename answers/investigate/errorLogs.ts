import type { Period } from "../../core/investigate/period.ts";
import type { Connection } from "../../schema/database.ts";
import type { FirstHeard } from "./firstHeard.ts";
import { investigateLimits as limits } from "./limits.ts";

/** How many errors a service logged in parts of the time. `at` are their beginnings, in milliseconds since 1970. */
export interface ErrorCounts {
	at: number[];
	counts: number[];
}

/**
 * The errors that each service logged in each part of a period since its first log, of the first ones of each part, by
 * service; those without any are missing.
 */
export async function errorLogs(
	db: Connection,
	heard: FirstHeard[],
	{ from, parts, partMs }: Period,
	environment: string | null,
): Promise<Map<string, ErrorCounts>> {
	const rows = await db.query<{ service: string; part: number; count: number }>(
		ERRORS,
		[
			heard.map(({ service }) => service),
			new Date(from).toISOString(),
			parts,
			partMs / 1000,
			environment,
			limits.errorsOfPart,
		],
		"error_logs_by_part",
	);
	const byService = Map.groupBy(rows, ({ service }) => service);
	return new Map(
		heard.flatMap(({ service, logMs }) => {
			const counted = byService.get(service);
			if (!counted || logMs === null) return [];
			const first = Math.max(0, Math.floor((logMs - from) / partMs));
			const counts = new Array<number>(parts - first).fill(0);
			for (const { part, count } of counted) counts[part - first] = count;
			return [[service, { at: counts.map((_, index) => from + (first + index) * partMs), counts }]];
		}),
	);
}

const ERRORS = `
	SELECT c.service, p.part, c.count
	FROM (
		SELECT part, $2::timestamptz + make_interval(secs => part * $4::float8) AS start,
			$2::timestamptz + make_interval(secs => (part + 1) * $4::float8) AS "end"
		FROM generate_series(0, $3::integer - 1) AS g (part)
	) p
	CROSS JOIN LATERAL (
		SELECT service, count(*)::integer AS count FROM (
			SELECT l.service FROM application_logs l
			WHERE l.level IN ('error', 'fatal') AND l.timestamp >= p.start AND l.timestamp < p."end"
				AND ($5::text IS NULL OR l.environment = $5)
			ORDER BY l.timestamp LIMIT $6
		) o
		WHERE o.service = ANY($1::text[])
		GROUP BY service
	) c`;
