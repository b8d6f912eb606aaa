/** The rows of a CSV text (RFC 4180) under a header line, as objects. */
export function readCsv(text: string): Record<string, string>[] {
	const [header = [], ...rows] = cellsOf(text);
	return rows.map((row) => Object.fromEntries(header.map((column, index) => [column, row[index] ?? ""])));
}

function cellsOf(text: string): string[][] {
	if (text === "") return [];
	const rows: string[][] = [[]];
	for (const [, quoted, plain = "", end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g)) {
		rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
		if (end === "\n") rows.push([]);
		if (end === "") break;
	}
	return rows;
}
