import type { Database } from "../schema/database.ts";
import {
	claimOutdated,
	claimPending,
	markFailed,
	type PendingContent,
	releasePending,
	storeEmbeddings,
} from "../schema/write/embeddings.ts";
import { type Embedded, type Embedder, EmbedderUnavailable } from "./embedder.ts";
import { countTokens } from "./tokens/countTokens.ts";

export interface DrainReport {
	embedded: number;
	/** Tries that did not give a vector: of contents that will be tried again, and of those given up. */
	failed: number;
}

/**
 * Embeds what waits in the database, and anew what another model embedded, until nothing can be claimed or the signal is
 * aborted. Several drains at once never do the same work: each leases what it claims, and what it does not finish is
 * claimed again when the lease runs out.
 * Throws EmbedderUnavailable where the model cannot be reached: then the work waits as it was.
 */
export async function drainPending(db: Database, embedder: Embedder, options: DrainOptions = {}): Promise<DrainReport> {
	const report: DrainReport = { embedded: 0, failed: 0 };
	while (!options.signal?.aborted) {
		const claimed = await claim(db, embedder);
		if (claimed.length === 0) break;
		await embedBatch(db, embedder, claimed, report, options);
		options.onProgress?.(report);
	}
	return report;
}

export interface DrainOptions {
	signal?: AbortSignal;
	onProgress?: (report: DrainReport) => void;
	/** Is told what a batch has cost the model, by the service in which its texts were first seen. */
	onTokens?: (tokens: ReadonlyMap<string, number>) => void;
}

/**
 * What has no vector comes first, then what has one of another model. The lexical embedder replaces no model's vectors:
 * a command that was started without the model's address must not undo its work.
 */
async function claim(db: Database, { model, semantic, batchSize }: Embedder): Promise<PendingContent[]> {
	const pending = await claimPending(db, batchSize);
	return pending.length > 0 || !semantic ? pending : claimOutdated(db, model, batchSize);
}

async function embedBatch(
	db: Database,
	embedder: Embedder,
	claimed: PendingContent[],
	report: DrainReport,
	options: DrainOptions,
): Promise<void> {
	const texts = claimed.map((row) => row.content);
	const ids = claimed.map((row) => row.contentId);
	let embedded: Embedded;
	try {
		embedded = await embedder.embed(texts, "passage");
	} catch (error) {
		if (error instanceof EmbedderUnavailable) {
			await releasePending(db, ids, error.message);
			throw error;
		}
		// One text can be why all are refused: each is tried by itself.
		if (claimed.length > 1) for (const row of claimed) await embedBatch(db, embedder, [row], report, options);
		else await fail(ids, messageOf(error), { final: false });
		return;
	}
	const { vectors, tokens } = embedded;
	const full = ids.flatMap((contentId, index) => (vectors[index] ? [{ contentId, vector: vectors[index] }] : []));
	const empty = ids.filter((_id, index) => !vectors[index]);
	await storeEmbeddings(db, embedder.model, full, { replace: embedder.semantic });
	report.embedded += full.length;
	await fail(empty, "The text has no words to embed.", { final: true });
	if (tokens > 0) options.onTokens?.(await countTokens(db, embedder.model, claimed, tokens));

	async function fail(contentIds: string[], reason: string, options: { final: boolean }): Promise<void> {
		await markFailed(db, contentIds, reason, options);
		report.failed += contentIds.length;
	}
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
