import type { Connection } from "../../schema/database.ts";
import type { Window } from "../timeRange.ts";

/** The environments from which a service's telemetry came in a window. */
export async function environmentsOf(db: Connection, service: string, { from, to }: Window): Promise<string[]> {
	const rows = await db.query<{ environment: string }>(ENVIRONMENTS, [service, from, to], "environments_of_service");
	return rows.map(({ environment }) => environment);
}

// A series is told to be there a day late at most.
const ENVIRONMENTS = `
	SELECT environment FROM (
		SELECT environment FROM template_activity
		WHERE service = $1 AND bucket >= date_trunc('hour', $2::timestamptz, 'UTC') AND bucket < $3::timestamptz
		UNION
		SELECT environment FROM (
			SELECT environment FROM trace_spans
			WHERE service = $1 AND timestamp >= $2::timestamptz AND timestamp < $3::timestamptz
			ORDER BY timestamp DESC LIMIT 1000) newest
		UNION
		SELECT environment FROM metric_series WHERE service = $1 AND last_seen >= $2::timestamptz - interval '1 day'
	) e ORDER BY environment LIMIT 20`;
