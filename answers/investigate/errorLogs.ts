import type { Period } from "../../core/investigate/period.ts";
import type { Connection } from "../../schema/database.ts";
import { investigateLimits as limits } from "./limits.ts";

/** How many errors each service logged in each part of a period, up to a bound, by service; services without any are missing. */
export async function errorLogs(
	db: Connection,
	services: string[],
	{ from, parts, partMs }: Period,
	environment: string | null,
): Promise<Map<string, number[]>> {
	const rows = await db.query<{ service: string; part: number; count: number }>(
		ERRORS,
		[services, new Date(from).toISOString(), parts, partMs / 1000, environment, limits.logsOfPart],
		"error_logs_by_part",
	);
	const found = new Map<string, number[]>();
	for (const { service, part, count } of rows) {
		const counts = found.get(service) ?? new Array<number>(parts).fill(0);
		counts[part] = count;
		found.set(service, counts);
	}
	return found;
}

const ERRORS = `
	SELECT s.service, p.part, c.count
	FROM unnest($1::text[]) AS s (service)
	CROSS JOIN (
		SELECT part, $2::timestamptz + make_interval(secs => part * $4::float8) AS start,
			$2::timestamptz + make_interval(secs => (part + 1) * $4::float8) AS "end"
		FROM generate_series(0, $3::integer - 1) AS g (part)
	) p
	CROSS JOIN LATERAL (
		SELECT count(*)::integer AS count FROM unnest(ARRAY['error', 'fatal']) AS v (level) CROSS JOIN LATERAL (
			SELECT FROM application_logs l
			WHERE l.service = s.service AND l.level = v.level AND l.timestamp >= p.start AND l.timestamp < p."end"
				AND ($5::text IS NULL OR l.environment = $5)
			LIMIT $6
		) o
	) c
	WHERE c.count > 0`;
