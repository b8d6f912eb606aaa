import { z } from "zod";
import { page } from "../../answers/page.ts";
import { querySql as answer, querySqlArguments, type SqlRow } from "../../answers/querySql.ts";
import { counted } from "../../core/text/counted.ts";
import { budgetArguments, rowsWithin, shares } from "../budget.ts";
import { type CsvRow, csv } from "../csv.ts";
import { defineTool } from "../defineTool.ts";
import { MORE, sentences } from "../words.ts";

/** Any question, in SQL. */
export const querySql = defineTool({
	name: "query_sql",
	title: "Query by SQL",
	description: `Runs one read-only SELECT (PostgreSQL) over what Vagus keeps: application_logs, trace_spans, \
metrics_samples, metrics_1min, test_runs, test_results, test_failures, build_events, error_groups, template_activity and \
more; the resource vagus://schema has all columns, as information_schema.columns does. Use it for counts and joins that no \
other tool answers. Give a time range (timestamp > now() - interval '1 hour') and ORDER BY. Not for what another tool \
answers: theirs are faster, and say what to look at next.`,
	arguments: querySqlArguments.extend(budgetArguments),
	// It can cost the database more than any question that is prepared.
	scopes: ["agent"],
	data: z.object({
		rows: z.string().optional(),
		empty: z.array(z.string()).optional(),
		...page.shape,
	}),
	async answer(context, { maxTokens, ...args }) {
		const { list } = shares(maxTokens, false);
		const room = (columns: string[]) => rowsWithin<SqlRow>(list, (row) => cellsOf(columns, row));
		const { columns, rows, page } = await answer(context, args, room);
		const empty = columns.filter((_, place) => rows.every((row) => !row[place]));
		const rest = rows.length === 0 || empty.length === 0 ? undefined : empty;
		return {
			data: { rows: csv(rows.map((row) => cellsOf(columns, row))), empty: rest, ...page },
			text: sentences(
				`${page.totalIsLeast ? "At least " : ""}${counted(page.total, "row")}.`,
				page.truncated && MORE,
				rows.length === 0 && `The columns are ${columns.slice(0, MOST_COLUMNS).join(", ")}.`,
			),
		};
	},
});

const MOST_COLUMNS = 20;

function cellsOf(columns: string[], row: SqlRow): CsvRow {
	return Object.fromEntries(columns.map((column, place) => [column, row[place]]));
}
