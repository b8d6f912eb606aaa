import { prometheusLimits } from "../limits.ts";
import type { BucketSpan } from "./tables/common.ts";

/** One side of a native histogram: the counts from its first bucket to its last, none left out. */
export interface DenseBuckets {
	/** Index of the first bucket. */
	offset: number;
	counts: (bigint | number)[];
}

/** Fills the gaps between spans with zeros; a sentence where spans and counts do not fit. */
export function denseBuckets(spans: BucketSpan[], counts: (bigint | number)[]): DenseBuckets | string {
	const described = spans.reduce((sum, { length }) => sum + length, 0);
	if (described !== counts.length) return `spans of ${described} buckets do not fit ${counts.length} counts`;
	const [first, ...further] = spans;
	if (!first) return { offset: 0, counts: [] };
	if (further.some(({ offset }) => offset < 0)) return "spans overlap";
	const width = further.reduce((sum, { offset, length }) => sum + offset + length, first.length);
	if (width > prometheusLimits.buckets) {
		return `buckets stretch over ${width} places, more than ${prometheusLimits.buckets}`;
	}
	const dense: (bigint | number)[] = new Array(width).fill(0);
	let from = 0;
	let to = 0;
	for (const [index, { offset, length }] of spans.entries()) {
		if (index > 0) to += offset;
		for (let bucket = 0; bucket < length; bucket += 1) dense[to++] = counts[from++] ?? 0;
	}
	return { offset: first.offset, counts: dense };
}
