import type { Connection } from "../database.ts";

/**
 * Marks those of these error groups as regressed that were resolved and have been seen since: from when, and with the
 * last deployment between the resolve and that sighting, of the service or to the environment that it is from.
 */
export async function noteReturns(tx: Connection, groupIds: string[]): Promise<void> {
	await tx.query(NOTE, [groupIds], "note_returns");
}

const NOTE = `
	WITH returned AS (
		SELECT g.group_id, g.resolved_at, a.service, a.environment,
			CASE WHEN a.first_seen > g.resolved_at THEN a.first_seen ELSE a.last_seen END AS seen
		FROM error_groups g
		CROSS JOIN LATERAL (
			SELECT a.* FROM error_group_members m JOIN template_activity a USING (content_id)
			WHERE m.group_id = g.group_id AND a.last_seen > g.resolved_at AND a.level IN ('error', 'fatal')
				AND a.bucket >= date_trunc('hour', g.resolved_at, 'UTC')
			ORDER BY CASE WHEN a.first_seen > g.resolved_at THEN a.first_seen ELSE a.last_seen END
			LIMIT 1
		) a
		WHERE g.group_id = ANY($1::bigint[]) AND g.status = 'resolved' AND g.last_seen > g.resolved_at
	), noted AS (
		UPDATE error_groups g
		SET status = 'regressed', regressed_at = r.seen, regressed_by = (
			SELECT b.event_id FROM build_events b
			WHERE b.event_type = 'deploy_complete' AND b.status <> 'failure'
				AND b.timestamp > r.resolved_at AND b.timestamp <= r.seen
				AND coalesce(b.environment, r.environment) = r.environment
				AND (b.service = r.service
					OR (b.service IS NULL AND (b.environment = r.environment OR b.repository = r.service)))
			ORDER BY (b.service = r.service) DESC NULLS LAST, b.timestamp DESC, b.event_id LIMIT 1)
		FROM returned r WHERE g.group_id = r.group_id
		RETURNING g.group_id, r.seen, r.service, r.environment, g.regressed_by
	)
	INSERT INTO error_group_events (group_id, action, actor, detail)
	SELECT group_id, 'regressed', 'vagus', jsonb_build_object(
		'seen', seen, 'service', service, 'environment', environment, 'deployment', regressed_by)
	FROM noted`;
