import type { Connection } from "../database.ts";

/**
 * Has a transaction be the only one, in any process, that changes groups: what it reads of them stays true until it ends.
 * Each such transaction is short, so that another one that waits soon has its turn.
 */
export async function lockGroups(tx: Connection): Promise<void> {
	await tx.query("SELECT pg_advisory_xact_lock($1::bigint)", [LOCK]);
}

/** Any number that no other program takes as an advisory lock. */
const LOCK = "7236289104456120835";
