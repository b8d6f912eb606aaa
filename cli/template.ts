import { createInterface } from "node:readline";
import { Command } from "commander";
import { groupLines } from "../core/templates/groupLines.ts";

export const template = new Command("template")
	.description("Read log lines on stdin; print each line's group and template, as the database would hold them.")
	.addHelpText(
		"after",
		`
Prints group_id<TAB>template for each line, in order.

Example:
  vagus template < app.log | sort | uniq -c | sort -rn`,
	)
	.action(async () => {
		const lines: string[] = [];
		for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
			lines.push(line);
		}
		const out = groupLines(lines).map(
			({ groupId, template }) => `${groupId}\t${template.replaceAll(/[\t\n]/g, " ")}\n`,
		);
		process.stdout.write(out.join(""));
	});
