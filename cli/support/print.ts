import Table from "cli-table3";
import pc from "picocolors";
import { oneLine } from "./oneLine.ts";

/** Prints rows as a table on a terminal and as tab-separated lines in a pipe. */
export function printTable(columns: string[], rows: string[][]): void {
	const cells = rows.map((row) => row.map(oneLine));
	if (!process.stdout.isTTY) {
		for (const row of cells) console.log(row.join("\t"));
		return;
	}
	const table = new Table({
		head: columns.map((column) => pc.bold(column)),
		style: { head: [], border: [], compact: true },
	});
	table.push(...cells);
	console.log(table.toString());
}

export function printJson(value: unknown): void {
	console.log(JSON.stringify(value, null, process.stdout.isTTY ? 2 : undefined));
}
