export const CHANGES = ["regressed", "new", "grown"] as const;
/** What became of an error group in a window: it came back after a resolve, was never seen before, or is seen more often than before. */
export type Change = (typeof CHANGES)[number];

export interface GroupFacts {
	/** Occurrences in the window, and in the one before; these may be of other lengths, in hours. */
	count: number;
	hours: number;
	before: number;
	hoursBefore: number;
	/** ISO 8601, as the others. */
	firstSeen: string;
	regressedAt: string | null;
	/** Beginning of the window. */
	from: string;
}

/** The weightiest change of a group in a window; null where it goes on as it did. */
export function changeOf(facts: GroupFacts): Change | null {
	const from = Date.parse(facts.from);
	if (facts.regressedAt !== null && Date.parse(facts.regressedAt) >= from) return "regressed";
	if (Date.parse(facts.firstSeen) >= from) return "new";
	return isGrown(facts) ? "grown" : null;
}

/**
 * Whether more were seen than chance explains: at least twice as many as were to be expected, and beyond three standard
 * deviations of a Poisson process of the pace before.
 */
function isGrown({ count, hours, before, hoursBefore }: GroupFacts): boolean {
	const expected = (before / hoursBefore) * hours;
	return count >= FEWEST && count >= 2 * expected && count - expected > 3 * Math.sqrt(Math.max(1, expected));
}

/** Fewer are no trend. */
const FEWEST = 5;
