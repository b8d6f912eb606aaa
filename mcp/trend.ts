/** A trend of at most eight numbers, oldest first: neighbours are added up. */
export function trendCell(trend: number[]): string {
	const by = foldedBy(trend);
	const parts = Array.from({ length: Math.ceil(trend.length / by) }, (_, part) =>
		trend.slice(part * by, (part + 1) * by).reduce((sum, count) => sum + count, 0),
	);
	return parts.join(" ");
}

/** Hours that one number of the cells stands for, where one number of the trends stands for `hours`. */
export function trendCellHours(hours: number, rows: { trend: number[] }[]): number {
	return hours * foldedBy(rows[0]?.trend ?? []);
}

const MOST_NUMBERS = 8;

function foldedBy(trend: number[]): number {
	return Math.max(1, Math.ceil(trend.length / MOST_NUMBERS));
}
