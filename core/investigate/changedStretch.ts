import { ranks } from "./order.ts";

/** The stretch of a series that differs most from the rest of it: indexes, `from` included, `to` not. */
export interface Stretch {
	from: number;
	to: number;
	/** The rank-sum statistic of the stretch against the rest: standard normal for a stretch chosen beforehand. */
	z: number;
}

/**
 * Where a series changed, and where it changed back, if it did; null where nothing stands out. It begins as it usually
 * is: a stretch never begins with the series. Circular binary segmentation (Olshen, Venkatraman et al., Biostatistics
 * 2004) over ranks, so that no outlier makes a change, and a short change is found as well as one that lasts.
 */
export function changedStretch(values: readonly number[]): Stretch | null {
	const size = values.length;
	if (size < LEAST_VALUES) return null;
	const sums = [0];
	for (const rank of ranks(values)) sums.push((sums.at(-1) ?? 0) + rank);
	const mean = (size + 1) / 2;
	let best: Stretch = { from: 0, to: 0, z: 0 };
	for (let from = LEAST_LENGTH; from <= size - LEAST_LENGTH; from += 1) {
		for (let to = from + LEAST_LENGTH; to <= size; to += 1) {
			const length = to - from;
			const sum = (sums[to] ?? 0) - (sums[from] ?? 0);
			// The variance of a rank sum without ties: ties make it smaller, so this is the cautious side.
			const z = (sum - length * mean) / Math.sqrt((length * (size - length) * (size + 1)) / 12);
			if (Math.abs(z) > Math.abs(best.z)) best = { from, to, z };
		}
	}
	return Math.abs(best.z) >= threshold(size) ? best : null;
}

/** Fewer values cannot tell a change from chance: no stretch of so few stands out enough. */
const LEAST_VALUES = 14;
const LEAST_LENGTH = 3;

/** What the greatest of all stretches' statistics exceeds in about one of thirty series without any change. */
function threshold(size: number): number {
	return Math.sqrt(2 * Math.log(size)) + MARGIN;
}

const MARGIN = 0.75;
