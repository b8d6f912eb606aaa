/** Points of each series, by its labels: time in milliseconds, and value or histogram. */
export type Points = Map<string, [time: number, value: number | Histogram][]>;

export interface Histogram {
	count: number;
	sum: number;
	/** Buckets that are not empty, from the lowest on. */
	buckets: string[];
}

export interface Exemplar {
	labels: Record<string, string>;
	value: number;
	time: number;
}

export function keyOf(labels: Record<string, string>): string {
	return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Bounds are powers that two programs compute: the last digits may differ. */
export function bucket(left: number, right: number, count: number): string {
	return `${left.toPrecision(9)} to ${right.toPrecision(9)}: ${count}`;
}
