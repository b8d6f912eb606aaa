/** Something that was done, and may have caused what came after it. */
export interface Change {
	kind: "deployment" | "build" | "push" | "version" | "failing tests" | "new message" | "traffic" | "metric";
	/** Whom it changed; null where it does not say. */
	service: string | null;
	/** ISO 8601. */
	at: string;
	statement: string;
	ids: Record<string, string>;
}

export interface RankedChange extends Change {
	/** 0 to 1: weight × nearness × place. */
	score: number;
	/** How often a change of this kind is a cause. */
	weight: number;
	/** How shortly before the onset it was: 1 just before, a half at `HALF_AT` of the window, a third at twice that. */
	nearness: number;
	/** Score of the service that it changed, beside the first one's. */
	place: number;
}

export const CHANGE_WEIGHTS: Record<Change["kind"], number> = {
	deployment: 1,
	version: 0.9,
	traffic: 0.6,
	metric: 0.5,
	"new message": 0.5,
	"failing tests": 0.5,
	build: 0.4,
	push: 0.4,
};

/**
 * Changes by how likely they led to what began at `onset`: how near they came before it, and whether they were of a
 * service that ranks high. `scores` are the services' own. What came after the onset is none.
 */
export function rankChanges(changes: Change[], onset: KnownOnset, scores: ReadonlyMap<string, number>): RankedChange[] {
	const first = Math.max(...scores.values(), Number.MIN_VALUE);
	return changes
		.flatMap((change): RankedChange[] => {
			const nearness = nearnessOf(change, onset);
			if (nearness === null) return [];
			const weight = CHANGE_WEIGHTS[change.kind];
			const place = change.service === null ? UNPLACED : (scores.get(change.service) ?? 0) / first;
			return [{ ...change, score: weight * nearness * Math.max(place, LEAST_PLACE), weight, nearness, place }];
		})
		.sort((a, b) => b.score - a.score);
}

/** What began, in milliseconds since 1970, how exactly that is known, and how long a time was looked at. */
export interface KnownOnset {
	at: number;
	toleranceMs: number;
	windowMs: number;
}

/** How shortly before an onset a change came, 0 to 1; null where it came after it. */
export function nearnessOf({ at }: Pick<Change, "at">, onset: KnownOnset): number | null {
	const before = onset.at - Date.parse(at);
	if (before < -onset.toleranceMs) return null;
	return 1 / (1 + Math.max(before, 0) / (HALF_AT * onset.windowMs));
}

/** Part of the window's length. */
const HALF_AT = 0.25;

/** Place of a change that does not say of what it is. */
const UNPLACED = 0.5;
const LEAST_PLACE = 0.05;
