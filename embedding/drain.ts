import type { Database } from "../schema/database.ts";
import { claimPending, markFailed, storeEmbeddings } from "../schema/write/embeddings.ts";
import type { Embedder } from "./embedder.ts";

export interface DrainReport {
	embedded: number;
	failed: number;
}

/**
 * Embeds what waits in the database, until nothing can be claimed or `until` (milliseconds since the epoch) is past.
 * Several drains at once never do the same work: each leases what it claims.
 */
export async function drainPending(
	db: Database,
	embedder: Embedder,
	options: { until?: number; onProgress?: (report: DrainReport) => void } = {},
): Promise<DrainReport> {
	const report: DrainReport = { embedded: 0, failed: 0 };
	while (Date.now() < (options.until ?? Number.POSITIVE_INFINITY)) {
		const claimed = await claimPending(db, BATCH);
		if (claimed.length === 0) break;
		await embedBatch(db, embedder, claimed, report);
		options.onProgress?.(report);
	}
	return report;
}

/** The appliance takes at most 32 texts a request. */
const BATCH = 32;

async function embedBatch(
	db: Database,
	embedder: Embedder,
	claimed: { contentId: string; content: string }[],
	report: DrainReport,
): Promise<void> {
	let vectors: (Float32Array | null)[];
	try {
		vectors = await embedder.embed(
			claimed.map((row) => row.content),
			"passage",
		);
	} catch (error) {
		// The lease runs out and the work is claimed again, until its attempts are used up.
		await markFailed(
			db,
			claimed.map((row) => row.contentId),
			(error as Error).message,
		);
		report.failed += claimed.length;
		throw error;
	}
	const rows = claimed.map((row, index) => ({ ...row, vector: vectors[index] ?? null }));
	const empty = rows.filter((row) => row.vector === null).map((row) => row.contentId);
	const full = rows.flatMap(({ contentId, vector }) => (vector ? [{ contentId, vector }] : []));
	await storeEmbeddings(db, embedder.model, full);
	if (empty.length > 0) await markFailed(db, empty, "The text has no words to embed.", { final: true });
	report.embedded += full.length;
	report.failed += empty.length;
}
