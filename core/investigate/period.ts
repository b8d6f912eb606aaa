/** A stretch of time in equal parts. Milliseconds since 1970. */
export interface Period {
	from: number;
	to: number;
	parts: number;
	partMs: number;
}

/** A period in as many parts as tell a change's beginning, none of them shorter than `leastMs`. */
export function periodOf(from: number, to: number, leastMs = 1000): Period {
	const parts = Math.max(1, Math.min(MOST_PARTS, Math.floor((to - from) / leastMs)));
	return { from, to, parts, partMs: (to - from) / parts };
}

const MOST_PARTS = 120;

/** What began: the time before it to compare with, and the time that it lasted. Milliseconds since 1970. */
export interface Incident {
	before: { from: number; to: number };
	during: { from: number; to: number };
}

export function isBefore(at: number, { before }: Incident): boolean {
	return at >= before.from && at < before.to;
}

export function isDuring(at: number, { during }: Incident): boolean {
	return at >= during.from && at < during.to;
}
