import { z } from "zod";
import { errorGroups as answer, type ErrorGroupsResult, errorGroupsArguments } from "../../answers/errorGroups.ts";
import { page } from "../../answers/page.ts";
import { counted } from "../../core/text/counted.ts";
import { short } from "../../core/text/short.ts";
import { budgetArguments, rowsWithin, shares } from "../budget.ts";
import { type CsvRow, csv } from "../csv.ts";
import { defineTool } from "../defineTool.ts";
import { trendCell, trendCellHours } from "../trend.ts";
import { MORE, nextCall, sentences, someNames, toSecond } from "../words.ts";

/** What is new, has grown or came back among errors. */
export const errorGroups = defineTool({
	name: "error_groups",
	title: "Error groups",
	description: `Lists the errors of a time range by group (exceptions by type and place, messages by statement): what is \
new, has grown or came back after it was resolved, then what goes on. Use it without words to go by: "what is new since \
the release?", "what broke last night?". Not for an error of which you know words: use search_errors. Not for why: use \
investigate.`,
	arguments: errorGroupsArguments.extend(budgetArguments),
	data: z.object({
		from: z.string(),
		to: z.string(),
		groups: z
			.string()
			.describe(
				"regressed first, new, grown, others; count, before (the range of the same length before) and trend are of the range; by: deployment that brought it back",
			),
		trendHours: z.number().describe("Hours that one number of a trend stands for, oldest first"),
		notes: z.array(z.string()).optional(),
		...page.shape,
	}),
	async answer(context, { maxTokens, ...args }) {
		const found = await answer(context, args, rowsWithin(shares(maxTokens, false).list, groupRow));
		const { window, groups, trendHours, notes, page } = found;
		return {
			data: {
				from: toSecond(window.from),
				to: toSecond(window.to),
				groups: csv(groups.map(groupRow)),
				trendHours: trendCellHours(trendHours, groups),
				notes: notes.length > 0 ? notes : undefined,
				...page,
			},
			text: textOf(found),
		};
	},
});

/** Characters of a text in a row. */
const TITLE = 200;
const NAME = 80;

function groupRow(group: ErrorGroupsResult["groups"][number]): CsvRow {
	return {
		id: group.groupId,
		change: group.change,
		status: group.status,
		count: group.count,
		before: group.before,
		firstSeen: toSecond(group.firstSeen),
		lastSeen: toSecond(group.lastSeen),
		kind: group.kind,
		service: someNames(group.services),
		environment: someNames(group.environments),
		title: short(group.title, TITLE),
		regressedAt: group.regressedAt && toSecond(group.regressedAt),
		by: group.regressedBy && short(group.regressedBy, NAME),
		trend: trendCell(group.trend),
	};
}

function textOf({ groups, counts, page }: ErrorGroupsResult): string {
	const [first] = groups;
	if (!first) return "No such errors were seen in this time range.";
	const changed = (["regressed", "new", "grown"] as const).flatMap((change) =>
		counts[change] > 0 ? [`${counts[change]} ${change}`] : [],
	);
	return sentences(
		`${counted(page.total, "error group")}${changed.length > 0 ? `; of all that were seen ${changed.join(", ")}` : ""}.`,
		page.truncated && MORE,
		nextCall("investigate", { error: first.groupId }),
	);
}
