import type { Connection } from "../../schema/database.ts";
import { AnswerError } from "../answerError.ts";
import { sqlLimits } from "./sqlLimits.ts";

/** Refuses a statement that by the planner's estimate takes long: for a database that cannot interrupt one. */
export async function refuseCostly(tx: Connection, text: string, values: unknown[]): Promise<void> {
	const [row] = await tx.query<Explained>(`EXPLAIN (FORMAT JSON) ${text}`, values);
	const cost = row?.["QUERY PLAN"][0].Plan["Total Cost"] ?? 0;
	if (cost <= sqlLimits.embeddedCost) return;
	throw new AnswerError(
		"invalid_argument",
		`query: it would take too long for the embedded database, which cannot interrupt it (cost ${Math.round(cost)}, at most ${sqlLimits.embeddedCost}). Join on keys, narrow the time, or aggregate less.`,
	);
}

interface Explained {
	"QUERY PLAN": [{ Plan: { "Total Cost": number } }];
}

/**
 * Lets the planner know tables that it knew as empty or not at all: nothing does that by itself in the embedded database.
 * How they grow it sees by itself.
 */
export async function analyzeNew(db: Connection): Promise<void> {
	const tables = await db.query<{ name: string }>(NEW);
	if (tables.length > 0) await db.script(`ANALYZE ${tables.map(({ name }) => name).join(", ")}`);
}

const NEW = `
	SELECT oid::regclass::text AS name FROM pg_class
	WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND reltuples <= 0 AND pg_relation_size(oid) > 0`;
