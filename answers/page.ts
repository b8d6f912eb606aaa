import { z } from "zod";
import { cursorAt, type Position } from "./cursor.ts";

/** What an answer says about the list that it shows a part of. */
export const page = z.object({
	total: z.number().int().describe("Rows in the whole list"),
	totalIsLeast: z.boolean().describe("Whether there may be more than total: the list itself was bounded"),
	truncated: z.boolean().describe("Whether rows follow that are not shown"),
	cursor: z.string().nullable().describe("Pass as cursor, with the same arguments, to get the rows that follow"),
});
export type Page = z.infer<typeof page>;

/** How many of these rows, from the first, a caller has room for. At least one is shown all the same. */
export type Fit<Row> = (rows: Row[]) => number;

/** The rows of a page that fit, and the page's description. `rows` are those from the position on. */
export function pageOf<Row>(
	rows: Row[],
	position: Position,
	list: { total: number; totalIsLeast?: boolean },
	room: Fit<Row> = (all) => all.length,
): { rows: Row[]; page: Page } {
	const shown = rows.slice(0, Math.max(1, room(rows)));
	const end = position.offset + shown.length;
	const truncated = end < list.total;
	return {
		rows: shown,
		page: {
			total: list.total,
			totalIsLeast: list.totalIsLeast ?? false,
			truncated,
			cursor: truncated ? cursorAt(position, end) : null,
		},
	};
}

/** Arguments that every answer with pages has. */
export const pageArguments = (defaultLimit: number, maxLimit: number) => ({
	limit: z.coerce
		.number("give a whole number.")
		.int("give a whole number.")
		.min(1, "give at least 1.")
		.max(maxLimit, `give at most ${maxLimit}.`)
		.default(defaultLimit)
		.describe("Most rows in one answer"),
	cursor: z.string().optional().describe("From an earlier answer, for the rows that follow"),
});
