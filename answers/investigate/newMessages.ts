import type { Change } from "../../core/investigate/rankChanges.ts";
import { quoted } from "../../core/text/quoted.ts";
import type { Connection } from "../../schema/database.ts";
import type { Located } from "./locate.ts";

/** What services logged for the first time ever shortly before the onset, or at it, the latest first. */
export async function newMessages(
	db: Connection,
	{ onset, incident }: Located,
	environment: string | null,
): Promise<Change[]> {
	const since = Math.max(incident.before.from, onset.at - (incident.before.to - incident.before.from) / 2);
	const times = [since, onset.at + onset.toleranceMs].map((ms) => new Date(ms).toISOString());
	const rows = await db.query<Row>(NEW, [...times, environment, MOST], "new_messages");
	return rows.map(({ contentId, service, at, level, template }) => ({
		kind: "new message",
		service,
		at,
		statement: `${service} logged for the first time (${level}): ${quoted(template)}.`,
		ids: { contentId },
	}));
}

const MOST = 20;

interface Row {
	contentId: string;
	service: string;
	at: string;
	level: string;
	template: string;
}

const NEW = `
	SELECT a.content_id AS "contentId", a.service, min(a.first_seen) AS at, min(a.level) AS level, e.content AS template
	FROM template_activity a JOIN observability_embeddings e USING (content_id)
	WHERE a.bucket >= date_trunc('hour', $1::timestamptz, 'UTC') AND a.bucket < $2::timestamptz
		AND a.first_seen >= $1::timestamptz AND a.first_seen < $2::timestamptz
		AND ($3::text IS NULL OR a.environment = $3) AND e.kind = 'log'
		AND NOT EXISTS (
			SELECT FROM template_activity o
			WHERE o.content_id = a.content_id AND o.service = a.service AND o.first_seen < $1::timestamptz)
	GROUP BY a.content_id, a.service, e.content
	ORDER BY min(a.first_seen) DESC, a.content_id LIMIT $4`;
