import { ACTIVITY_BY_HOUR_DAYS } from "../lifecycle.ts";
import type { Freed, MaintenanceRun } from "./run.ts";

/** Adds the hours that are no longer kept up into one row, so that first-seen stays true after them. */
export async function condenseActivity(run: MaintenanceRun): Promise<void> {
	const cutoff = run.daysAgo(ACTIVITY_BY_HOUR_DAYS);
	await run.batches("condensed", "template_activity", async (tx, limit) => {
		const [gone] = await tx.query<Freed>(CONDENSE, [cutoff, limit]);
		return gone ?? { rows: 0, bytes: 0 };
	});
}

const CONDENSE = `
	WITH gone AS (
		DELETE FROM template_activity AS t
		WHERE ctid = ANY(ARRAY(
			SELECT ctid FROM template_activity WHERE bucket < $1 AND bucket > '-infinity' LIMIT $2))
		RETURNING *, pg_column_size(t.*) AS bytes
	), kept AS (
		INSERT INTO template_activity (bucket, content_id, service, environment, level, count, first_seen, last_seen)
		SELECT '-infinity', content_id, service, environment, level, sum(count)::bigint, min(first_seen), max(last_seen)
		FROM gone
		GROUP BY content_id, service, environment, level
		ORDER BY content_id, service, environment, level
		ON CONFLICT (content_id, bucket, service, environment, level) DO UPDATE SET
			count = template_activity.count + excluded.count,
			first_seen = least(template_activity.first_seen, excluded.first_seen),
			last_seen = greatest(template_activity.last_seen, excluded.last_seen)
	)
	SELECT count(*)::integer AS rows, coalesce(sum(bytes), 0)::double precision AS bytes FROM gone`;
