import Table from "cli-table3";
import pc from "picocolors";

/** Prints rows as a table on a terminal and as tab-separated lines in a pipe. */
export function printTable(columns: string[], rows: string[][]): void {
	if (!process.stdout.isTTY) {
		for (const row of rows) console.log(row.map((cell) => cell.replaceAll(/[\t\n]/g, " ")).join("\t"));
		return;
	}
	const table = new Table({
		head: columns.map((column) => pc.bold(column)),
		style: { head: [], border: [], compact: true },
		wordWrap: true,
	});
	table.push(...rows);
	console.log(table.toString());
}

export function printJson(value: unknown): void {
	console.log(JSON.stringify(value, null, process.stdout.isTTY ? 2 : undefined));
}

/** A time as people read it on a terminal. */
export function shortTime(iso: string | null): string {
	return iso ? iso.slice(0, 19).replace("T", " ") : "";
}
