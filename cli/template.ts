import { pipeline } from "node:stream/promises";
import { Command } from "commander";
import { type LineGroup, lineGrouping } from "../core/templates/groupLines.ts";
import { linesOf } from "./support/linesOf.ts";
import { UserError } from "./support/userError.ts";

export const template = new Command("template")
	.description("Read log lines on stdin; print each line's group and template, as the database would hold them.")
	.addHelpText(
		"after",
		`
Prints group_id<TAB>template for each line, in order, once all lines are read: what a word is shows in all of them
together. <*> stands for words that vary, other placeholders for what they are called.

Examples:
  vagus template < app.log | sort | uniq -c | sort -rn
  kubectl logs deploy/checkout | vagus template | cut -f2 | sort -u`,
	)
	.action(async () => {
		if (process.stdin.isTTY) {
			throw new UserError("`vagus template` reads log lines on stdin: vagus template < app.log");
		}
		const grouping = lineGrouping();
		for await (const lines of linesOf(process.stdin)) for (const line of lines) grouping.add(line);
		await pipeline(blocksOf(grouping.groups()), process.stdout, { end: false }).catch(unlessClosed);
	});

/** Output lines by the thousand: a write each would take longer than the masking. */
function* blocksOf(groups: Iterable<LineGroup>): Generator<string> {
	let block: string[] = [];
	for (const { groupId, template } of groups) {
		block.push(`${groupId}\t${template}\n`);
		if (block.length < LINES_A_WRITE) continue;
		yield block.join("");
		block = [];
	}
	yield block.join("");
}

const LINES_A_WRITE = 1_000;

/** A reader that has seen enough, such as `head`, is no error. */
function unlessClosed(error: NodeJS.ErrnoException): void {
	if (error.code !== "EPIPE" && error.code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
}
