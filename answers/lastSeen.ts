import type { Connection } from "../schema/database.ts";

/** When the last telemetry of each of these services came, by service; one of which none is kept is missing. */
export async function lastSeen(db: Connection, services: string[]): Promise<Map<string, string>> {
	const rows = await db.query<{ service: string; lastSeen: string | null }>(LAST_SEEN, [services], "last_seen");
	return new Map(rows.flatMap(({ service, lastSeen }) => (lastSeen ? [[service, lastSeen] as const] : [])));
}

// The newest of each kind by one look-up in an index, metrics by a few of the series that were sent last.
const LAST_SEEN = `
	SELECT s.service, greatest(
		(SELECT max(a.last_seen) FROM template_activity a WHERE a.service = s.service AND a.bucket =
			(SELECT max(o.bucket) FROM template_activity o WHERE o.service = s.service)),
		(SELECT t.timestamp FROM trace_spans t WHERE t.service = s.service ORDER BY t.timestamp DESC LIMIT 1),
		(SELECT max(p.timestamp) FROM (
			SELECT series_id FROM metric_series m WHERE m.service = s.service ORDER BY m.last_seen DESC LIMIT 20
		) m CROSS JOIN LATERAL (
			SELECT timestamp FROM metric_points p WHERE p.series_id = m.series_id ORDER BY timestamp DESC LIMIT 1
		) p)
	) AS "lastSeen"
	FROM unnest($1::text[]) AS s (service)`;
