import type { Embedder } from "../embedding/embedder.ts";
import type { Queryable } from "../schema/database.ts";

/** What every answer is computed from, besides its arguments. */
export interface AnswerContext {
	db: Queryable;
	embedder: Embedder;
	/** End of the window that a time range means. */
	now: Date;
}
