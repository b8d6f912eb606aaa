import { z } from "zod";
import type { Fit } from "../answers/page.ts";
import { type CsvRow, csv, csvLineOf } from "./csv.ts";
import { estimateTokens } from "./estimateTokens.ts";

/** What a result may cost its reader. Clients refuse results above 25,000 tokens. */
export const budgetLimits = {
	least: 1_500,
	byDefault: 4_000,
	most: 20_000,
	/** Kept for what each result has besides its tables: sentences, ids, figures, the cursor. */
	fixed: 800,
	/** How much of the rest goes to the list that is paged through; the other tables share what remains. */
	listShare: 0.6,
};

/** The argument that every tool has. */
export const budgetArguments = {
	maxTokens: z.coerce
		.number("give a whole number.")
		.int("give a whole number.")
		.min(budgetLimits.least, `give at least ${budgetLimits.least}.`)
		.max(budgetLimits.most, `give at most ${budgetLimits.most}.`)
		.default(budgetLimits.byDefault)
		.describe("About how many tokens the result may have"),
};

/** Tokens for the list that is paged through, and for the tables beside it, where there are some. */
export function shares(maxTokens: number, tablesBeside: boolean): { list: number; tables: number } {
	const free = maxTokens - budgetLimits.fixed;
	const list = Math.floor(tablesBeside ? free * budgetLimits.listShare : free);
	return { list, tables: free - list };
}

/** Says how many rows, from the first, take no more than so many tokens as lines of a table. */
export function rowsWithin<Row>(tokens: number, cells: (row: Row) => CsvRow): Fit<Row> {
	return (rows) => {
		const [first] = rows;
		if (!first) return 0;
		let used = tokensOf(Object.keys(cells(first)).join(","));
		const end = rows.findIndex((row) => {
			used += tokensOf(`${csvLineOf(cells(row))}\n`);
			return used > tokens;
		});
		return end === -1 ? rows.length : end;
	};
}

export interface Room {
	/** As many rows as fit into a share of the room that is left, as CSV. Nothing where there are none, or none fits. */
	table(name: string, rows: CsvRow[], share?: number): string | undefined;
	/** Sentences that say what there was no room for. */
	leftOut: string[];
}

/**
 * Room of so many tokens, given out table by table: the important ones come first. Where it is of none, as on a list's
 * later pages, there are no tables, and no words about them.
 */
export function roomOf(tokens: number): Room {
	const leftOut: string[] = [];
	let left = tokens;
	return {
		leftOut,
		table: (name, rows, share = 1) => {
			if (tokens === 0) return undefined;
			const shown = rows.slice(0, rowsWithin<CsvRow>(left * share, (row) => row)(rows));
			if (shown.length < rows.length) {
				leftOut.push(`${name}: ${shown.length} of ${rows.length} shown for want of maxTokens.`);
			}
			if (shown.length === 0) return undefined;
			const text = csv(shown);
			left -= tokensOf(text);
			return text;
		},
	};
}

/** As a part of a text within JSON. */
function tokensOf(text: string): number {
	return estimateTokens(JSON.stringify(text).slice(1, -1));
}
