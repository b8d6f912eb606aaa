import { z } from "zod";
import type { Fit } from "../answers/page.ts";
import { estimateTokens } from "./estimateTokens.ts";

/** What a result may cost its reader. Clients refuse results above 25,000 tokens. */
export const budgetLimits = { least: 1_000, byDefault: 4_000, most: 20_000 };

/** The argument that every tool has. */
export const budgetArguments = {
	maxTokens: z.coerce
		.number("give a whole number.")
		.int("give a whole number.")
		.min(budgetLimits.least, `give at least ${budgetLimits.least}.`)
		.max(budgetLimits.most, `give at most ${budgetLimits.most}.`)
		.default(budgetLimits.byDefault)
		.describe("About how many tokens the result may have; rows that do not fit follow by cursor"),
};

/** Says how many rows, from the first, take no more than so many tokens when they are written by `write`. */
export function rowsWithin<Row>(tokens: number, write: (row: Row) => string): Fit<Row> {
	return (rows) => {
		let used = 0;
		const end = rows.findIndex((row) => {
			used += estimateTokens(JSON.stringify(write(row)));
			return used > tokens;
		});
		return end === -1 ? rows.length : end;
	};
}
