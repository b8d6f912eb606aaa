import type { Database } from "../schema/database.ts";
import { type DrainOptions, type DrainReport, drainPending } from "./drain.ts";
import type { Embedder } from "./embedder.ts";
import { groupErrors } from "./grouping/groupErrors.ts";
import { groupTemplates } from "./grouping/groupTemplates.ts";
import { mergeNearErrors } from "./grouping/mergeNearErrors.ts";

/**
 * Does what waits in the database behind commits: groups of templates and of errors, which need no model, then vectors,
 * then the comparison of new errors with those before, which needs their vectors. Safe to call at any time, from several
 * processes, and to kill. Throws EmbedderUnavailable where the model cannot be reached: what needs it waits as it was.
 */
export async function catchUp(db: Database, embedder: Embedder, options: DrainOptions = {}): Promise<DrainReport> {
	await groupTemplates(db, options);
	await groupErrors(db, options);
	const report = await drainPending(db, embedder, options);
	await mergeNearErrors(db, options);
	return report;
}
