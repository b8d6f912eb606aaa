import { z } from "zod";
import { inTurns } from "../core/inTurns.ts";
import { AnswerError } from "./answerError.ts";
import type { AnswerContext } from "./context.ts";
import { positionOf } from "./cursor.ts";
import { type Fit, page, pageArguments, pageOf } from "./page.ts";
import { checkStatement } from "./querySql/checkStatement.ts";
import { runStatement } from "./querySql/runStatement.ts";
import { sqlFault } from "./querySql/sqlFault.ts";
import { sqlLimits } from "./querySql/sqlLimits.ts";

export const querySqlArguments = z.strictObject({
	query: z
		.string()
		.max(sqlLimits.text, `give at most ${sqlLimits.text} characters.`)
		.transform((text) => text.trim().replace(/;$/, "").trim())
		.refine((text) => text !== "", "give a SELECT.")
		.describe("One SELECT in PostgreSQL's SQL"),
	...pageArguments(50, 500),
});
export type QuerySqlArguments = z.output<typeof querySqlArguments>;

export const querySqlResult = z.object({
	columns: z.array(z.string()),
	rows: z.array(z.array(z.string().nullable())).describe("Values as PostgreSQL writes them, long ones cut"),
	page,
});
export type QuerySqlResult = z.infer<typeof querySqlResult>;

export type SqlRow = QuerySqlResult["rows"][number];

/**
 * What a SELECT finds: one statement that can only read, and neither keys nor what Vagus keeps for itself, bounded in time,
 * rows and bytes. Pages run it again: without ORDER BY they need not fit together.
 */
export async function querySql(
	{ db, now }: AnswerContext,
	{ query, limit, cursor }: QuerySqlArguments,
	room?: (columns: string[]) => Fit<SqlRow>,
): Promise<QuerySqlResult> {
	const position = positionOf(cursor, ["query_sql", query], now);
	const { offset } = position;
	if (offset > sqlLimits.offset) {
		throw new AnswerError("invalid_argument", `cursor: it leads past ${sqlLimits.offset} rows. Narrow or aggregate.`);
	}
	try {
		const columns = await checkStatement(db, query);
		const most = Math.min(limit, Math.floor(sqlLimits.answer / sqlLimits.value / columns.length));
		// One row more says whether there are more.
		const found = await inTurn(() => runStatement(db, query, columns, { limit: most + 1, offset }));
		const list = { total: offset + found.length, totalIsLeast: found.length > most };
		const shown = found.slice(0, most).map((row) => row.map(cut));
		const { rows, page } = pageOf(shown, position, list, room?.(columns));
		return { columns, rows, page };
	} catch (error) {
		throw await sqlFault(error, db);
	}
}

const inTurn = inTurns(sqlLimits.atOnce);

function cut(value: string | null): string | null {
	return value !== null && value.length > sqlLimits.value ? `${value.slice(0, sqlLimits.value)}…` : value;
}
