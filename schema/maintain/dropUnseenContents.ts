import { UNSEEN_CONTENT_DAYS } from "../lifecycle.ts";
import { due } from "./due.ts";
import type { Freed, MaintenanceRun } from "./run.ts";

/** Drops contents, with vector and activity, that nothing refers to any more. Goes through all of them, so once a day. */
export async function dropUnseenContents(run: MaintenanceRun): Promise<void> {
	await due(run, "unseen contents", async () => {
		const cutoff = run.daysAgo(UNSEEN_CONTENT_DAYS);
		const [any] = await run.db.query(`${UNSEEN} LIMIT 1`, [cutoff]);
		if (!any) return;
		await run.batches("unseen", "observability_embeddings", async (tx, limit) => {
			// Waits for ingest that has seen such a content as known, and keeps new ingest waiting for the length of a batch.
			await tx.query("LOCK TABLE observability_embeddings IN SHARE ROW EXCLUSIVE MODE");
			const [gone] = await tx.query<Freed>(DROP, [cutoff, limit]);
			return gone ?? { rows: 0, bytes: 0 };
		});
	});
}

// Rows of the tables that are not asked are counted as activity and do not live as long.
const UNSEEN = `
	SELECT content_id FROM observability_embeddings e
	WHERE created_at < $1
		AND NOT EXISTS (SELECT FROM template_activity a WHERE a.content_id = e.content_id AND a.last_seen >= $1)
		AND NOT EXISTS (SELECT FROM build_events b WHERE b.template_id = e.content_id)
		AND NOT EXISTS (SELECT FROM selfheal_proposals p WHERE p.template_id = e.content_id)
		AND NOT EXISTS (SELECT FROM error_groups g WHERE g.medoid_content_id = e.content_id)
		AND NOT EXISTS (
			SELECT FROM template_aliases a WHERE a.group_id = e.content_id AND a.content_id <> e.content_id)
		-- What a person decided about it is for good.
		AND NOT EXISTS (SELECT FROM template_aliases a WHERE a.content_id = e.content_id AND a.pinned_to IS NOT NULL)
		AND NOT EXISTS (SELECT FROM error_group_members m WHERE m.content_id = e.content_id AND m.pinned)`;

const DROP = `
	WITH unseen AS (${UNSEEN} LIMIT $2), inactive AS (
		DELETE FROM template_activity WHERE content_id IN (SELECT content_id FROM unseen)
	), ungrouped AS (
		DELETE FROM template_aliases WHERE content_id IN (SELECT content_id FROM unseen)
	), without_layout AS (
		DELETE FROM template_layouts WHERE content_id IN (SELECT content_id FROM unseen)
	), alone AS (
		DELETE FROM template_groups WHERE group_id IN (SELECT content_id FROM unseen)
	), left_group AS (
		DELETE FROM error_group_members WHERE content_id IN (SELECT content_id FROM unseen)
	), gone AS (
		DELETE FROM observability_embeddings AS t WHERE content_id IN (SELECT content_id FROM unseen)
		RETURNING pg_column_size(t.*) AS bytes
	)
	SELECT count(*)::integer AS rows, coalesce(sum(bytes), 0)::double precision AS bytes FROM gone`;
