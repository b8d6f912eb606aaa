/** How often something happened before, and in an incident, and of how much: of how many requests, or in how long. */
export interface Counts {
	before: number;
	beforeOf: number;
	during: number;
	duringOf: number;
}

/**
 * 0 to 1: how much more often something happens than it did, large only where that is neither chance nor a small part
 * more. Counts of rare events vary as their square root does (Poisson), and each rate is taken for one event higher.
 */
export function countShift({ before, beforeOf, during, duringOf }: Counts): number {
	if (during === 0 || duringOf <= 0 || beforeOf <= 0) return 0;
	const expected = (before * duringOf) / beforeOf;
	const z = (during - expected) / Math.sqrt(expected + 1);
	if (z <= 0) return 0;
	const times = Math.log((during + 1) / (expected + 1));
	return (z / (z + HALF_Z)) * (times / (times + HALF_RATIO));
}

const HALF_Z = 2;
const HALF_RATIO = 0.5;
