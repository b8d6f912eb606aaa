/** The value below which the part `q` of these numbers lies, by linear interpolation; NaN of none. `sorted` ascends. */
export function quantile(sorted: readonly number[], q: number): number {
	const at = q * (sorted.length - 1);
	const below = sorted[Math.floor(at)] ?? Number.NaN;
	const above = sorted[Math.ceil(at)] ?? Number.NaN;
	return below + (above - below) * (at - Math.floor(at));
}

export function ascending(numbers: readonly number[]): number[] {
	return numbers.toSorted((a, b) => a - b);
}

export function median(numbers: readonly number[]): number {
	return quantile(ascending(numbers), 0.5);
}

/** Ranks from 1, equal numbers sharing the mean of theirs, in the order of the numbers. */
export function ranks(numbers: readonly number[]): number[] {
	const order = numbers.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
	const found = new Array<number>(numbers.length).fill(0);
	for (let start = 0; start < order.length; ) {
		let end = start + 1;
		while (end < order.length && order[end]?.value === order[start]?.value) end += 1;
		for (const { index } of order.slice(start, end)) found[index] = (start + end + 1) / 2;
		start = end;
	}
	return found;
}
