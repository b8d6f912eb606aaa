import type { Connection } from "../database.ts";

/** Leases up to `limit` contents that wait for their vector; no other drain gets them until the lease runs out. */
export async function claimPending(db: Connection, limit: number): Promise<{ contentId: string; content: string }[]> {
	return db.query(CLAIM, [limit, LEASE_SECONDS], "claim_pending");
}

/** Longer than the slowest batch: a drain that died is taken over after this. */
const LEASE_SECONDS = 60;

const CLAIM = `
	UPDATE observability_embeddings e
	SET claimable_at = now() + make_interval(secs => $2), attempts = attempts + 1
	FROM (
		SELECT content_id FROM observability_embeddings
		WHERE state = 'pending' AND claimable_at <= now()
		ORDER BY claimable_at
		LIMIT $1
		FOR UPDATE SKIP LOCKED
	) claimed
	WHERE e.content_id = claimed.content_id
	RETURNING e.content_id AS "contentId", e.content`;

/** Stores vectors of one model. */
export async function storeEmbeddings(
	db: Connection,
	model: string,
	rows: { contentId: string; vector: Float32Array }[],
): Promise<void> {
	if (rows.length === 0) return;
	const vectors = rows.map((row) => `[${row.vector.join(",")}]`);
	await db.query(STORE, [rows.map((row) => row.contentId), vectors, model], "store_embeddings");
}

const STORE = `
	UPDATE observability_embeddings e
	SET embedding = u.vector::vector, model = $3, state = 'ready', last_error = NULL, embedded_at = now()
	FROM unnest($1::bigint[], $2::text[]) AS u (content_id, vector)
	WHERE e.content_id = u.content_id`;

/** Puts contents back with a growing back-off; those that were tried often enough are marked with the reason. */
export async function markFailed(
	db: Connection,
	contentIds: string[],
	reason: string,
	options: { final?: boolean } = {},
): Promise<void> {
	await db.query(FAIL, [contentIds, reason, options.final ? 0 : MAX_ATTEMPTS], "fail_embeddings");
}

const MAX_ATTEMPTS = 8;

const FAIL = `
	UPDATE observability_embeddings
	SET state = CASE WHEN attempts >= $3 THEN 'failed' ELSE 'pending' END,
		last_error = $2,
		claimable_at = now() + least(interval '1 hour', interval '5 seconds' * power(2, attempts))
	WHERE content_id = ANY($1::bigint[])`;
