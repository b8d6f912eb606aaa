import type { Connection } from "../database.ts";

export interface PendingContent {
	contentId: string;
	content: string;
}

/**
 * Leases up to `limit` contents that wait for their vector; no other drain gets them until the lease runs out. Those that
 * wait longest come first.
 */
export async function claimPending(db: Connection, limit: number): Promise<PendingContent[]> {
	return db.query(CLAIM, [limit, LEASE_SECONDS], "claim_pending");
}

/** Longer than the slowest batch: a drain that died is taken over after this. */
export const LEASE_SECONDS = 60;

const CLAIM = `
	UPDATE observability_embeddings e
	SET claimable_at = now() + make_interval(secs => $2)
	FROM (
		SELECT content_id FROM observability_embeddings
		WHERE state = 'pending' AND claimable_at <= now()
		ORDER BY claimable_at
		LIMIT $1
		FOR UPDATE SKIP LOCKED
	) claimed
	WHERE e.content_id = claimed.content_id
	RETURNING e.content_id AS "contentId", e.content`;

/**
 * Leases up to `limit` contents whose vector is of another model, in the same way. They keep it until they have the new
 * one, so that who still asks by the other model finds them.
 */
export async function claimOutdated(db: Connection, model: string, limit: number): Promise<PendingContent[]> {
	return db.query(CLAIM_OUTDATED, [limit, LEASE_SECONDS, model], "claim_outdated");
}

// Before or after, instead of unequal: that is what an index can find.
const CLAIM_OUTDATED = `
	UPDATE observability_embeddings e
	SET claimable_at = now() + make_interval(secs => $2)
	FROM (
		SELECT content_id FROM observability_embeddings
		WHERE state = 'ready' AND (model < $3 OR model > $3) AND claimable_at <= now()
		LIMIT $1
		FOR UPDATE SKIP LOCKED
	) claimed
	WHERE e.content_id = claimed.content_id
	RETURNING e.content_id AS "contentId", e.content`;

/** Stores vectors of one model; those of another one are left as they are unless they are to be replaced. */
export async function storeEmbeddings(
	db: Connection,
	model: string,
	rows: { contentId: string; vector: Float32Array }[],
	options: { replace?: boolean } = {},
): Promise<void> {
	if (rows.length === 0) return;
	const vectors = rows.map((row) => `[${row.vector.join(",")}]`);
	await db.query(
		STORE,
		[rows.map((row) => row.contentId), vectors, model, options.replace ?? false],
		"store_embeddings",
	);
}

// A drain that was slower than its lease comes second to the one that took the work over.
const STORE = `
	UPDATE observability_embeddings e
	SET embedding = u.vector::vector, model = $3, state = 'ready', last_error = NULL, embedded_at = now()
	FROM unnest($1::bigint[], $2::text[]) AS u (content_id, vector)
	WHERE e.content_id = u.content_id AND (e.state <> 'ready' OR ($4 AND e.model <> $3))`;

/**
 * Puts contents that were refused back with a growing back-off; those refused often enough are given up, with the reason.
 * One that has another model's vector keeps it, and is tried again the next day.
 */
export async function markFailed(
	db: Connection,
	contentIds: string[],
	reason: string,
	options: { final: boolean },
): Promise<void> {
	if (contentIds.length === 0) return;
	await db.query(FAIL, [contentIds, reason, options.final ? 1 : MAX_ATTEMPTS], "fail_embeddings");
}

/** The back-offs add up to some 20 minutes. */
export const MAX_ATTEMPTS = 8;

const FAIL = `
	UPDATE observability_embeddings
	SET state = CASE WHEN state = 'ready' THEN 'ready' WHEN attempts + 1 >= $3 THEN 'failed' ELSE 'pending' END,
		attempts = CASE WHEN state = 'ready' THEN attempts ELSE attempts + 1 END,
		last_error = CASE WHEN state = 'ready' THEN NULL ELSE $2 END,
		claimable_at = now() + CASE WHEN state = 'ready' THEN interval '1 day'
			ELSE least(interval '1 hour', interval '5 seconds' * power(2, attempts + 1)) END
	WHERE content_id = ANY($1::bigint[]) AND state IN ('pending', 'ready')`;

/** Puts contents back that could not be tried: they lose no attempt, and wait a moment. */
export async function releasePending(db: Connection, contentIds: string[], reason: string): Promise<void> {
	await db.query(RELEASE, [contentIds, reason, RETRY_SECONDS], "release_embeddings");
}

/** Soon enough for the work to be done soon after the model is back. */
const RETRY_SECONDS = 15;

const RELEASE = `
	UPDATE observability_embeddings
	SET last_error = CASE WHEN state = 'ready' THEN NULL ELSE $2 END, claimable_at = now() + make_interval(secs => $3)
	WHERE content_id = ANY($1::bigint[]) AND state IN ('pending', 'ready')`;

/** How many contents wait for their vector, and how many were given up: few rows, by small partial indexes. */
export async function countEmbeddings(db: Connection): Promise<{ state: "pending" | "failed"; count: number }[]> {
	return db.query(COUNT, [], "count_embeddings");
}

const COUNT = `
	SELECT 'pending' AS state, count(*)::integer AS count FROM observability_embeddings WHERE state = 'pending'
	UNION ALL
	SELECT 'failed', count(*)::integer FROM observability_embeddings WHERE state = 'failed'`;
