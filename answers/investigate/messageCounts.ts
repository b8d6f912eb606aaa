import type { MessageCounts } from "../../core/investigate/messages.ts";
import type { Incident } from "../../core/investigate/period.ts";
import type { Connection } from "../../schema/database.ts";
import { investigateLimits as limits } from "./limits.ts";

/** How often the messages of trouble that were seen in an incident came in it and before it, by service. */
export async function messageCounts(
	db: Connection,
	{ before, during }: Incident,
	environment: string | null,
): Promise<MessageCounts[]> {
	const iso = (ms: number) => new Date(ms).toISOString();
	const times = [iso(before.from), iso(before.to), iso(during.from), iso(during.to)];
	const rows = await db.query<Omit<MessageCounts, "beforeMs" | "duringMs">>(
		COUNTS,
		[...times, environment, limits.templates, limits.occurrences],
		"message_counts",
	);
	return rows.map((row) => ({ ...row, beforeMs: before.to - before.from, duringMs: during.to - during.from }));
}

// Severe and new templates are looked at first. Each is counted by a range of an index.
const COUNTS = `
	WITH seen AS (
		SELECT a.content_id, a.service,
			min(array_position(ARRAY['fatal', 'error', 'warn', 'info', 'debug', 'trace'], a.level)) AS severity,
			min(a.first_seen) AS first_seen, sum(a.count) AS count
		FROM template_activity a
		WHERE a.bucket >= date_trunc('hour', $1::timestamptz, 'UTC') AND a.bucket < $4::timestamptz
			AND ($5::text IS NULL OR a.environment = $5)
		GROUP BY a.content_id, a.service
		HAVING max(a.last_seen) >= $3::timestamptz
	), chosen AS (
		SELECT s.*, e.content, s.first_seen >= $2::timestamptz AND NOT EXISTS (
			SELECT FROM template_activity o WHERE o.content_id = s.content_id AND o.service = s.service
				AND o.bucket < date_trunc('hour', $1::timestamptz, 'UTC')) AS is_new
		FROM seen s JOIN observability_embeddings e USING (content_id)
		WHERE e.kind = 'log'
		ORDER BY s.severity > 3, s.first_seen < $2::timestamptz, s.severity, s.count DESC, s.content_id LIMIT $6
	)
	SELECT c.content_id AS "contentId", c.service, c.content AS template,
		(ARRAY['fatal', 'error', 'warn', 'info', 'debug', 'trace'])[c.severity] AS level, c.is_new AS "isNew",
		b.count AS before, d.count AS during, d.first_at AS "firstAt", coalesce(d.has_stack, false) AS "hasStack"
	FROM chosen c
	CROSS JOIN LATERAL (
		SELECT count(*)::integer AS count FROM (
			SELECT FROM application_logs l WHERE l.template_id = c.content_id AND l.service = c.service
				AND l.timestamp >= $1::timestamptz AND l.timestamp < $2::timestamptz
				AND ($5::text IS NULL OR l.environment = $5) LIMIT $7) o
	) b
	CROSS JOIN LATERAL (
		SELECT count(*)::integer AS count, min(timestamp) AS first_at, bool_or(has_stack) AS has_stack FROM (
			SELECT l.timestamp, l.error_stack IS NOT NULL AS has_stack FROM application_logs l
			WHERE l.template_id = c.content_id AND l.service = c.service
				AND l.timestamp >= $3::timestamptz AND l.timestamp < $4::timestamptz
				AND ($5::text IS NULL OR l.environment = $5)
			ORDER BY l.timestamp LIMIT $7) o
	) d
	WHERE d.count > 0`;
