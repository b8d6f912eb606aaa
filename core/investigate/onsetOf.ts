import { changedStretch } from "./changedStretch.ts";
import { shiftOf } from "./shiftOf.ts";

/** A course that may show when something began. */
export interface Course {
	times: number[];
	values: number[];
	/** How much it counts. */
	weight: number;
}

/** When something began, and when it was over. Milliseconds since 1970. */
export interface Onset {
	at: number;
	/** Null where it still goes on at the end. */
	until: number | null;
	/** Courses that changed at about this time, of those that were looked at. */
	changed: number;
	looked: number;
}

/**
 * The moment from `earliest` on at which most courses changed, each counting by the strength of its change and by how
 * much of its ranks' variance the change explains; null where none did. `widthMs` is how far apart two changes may be that are taken for one.
 */
export function onsetOf(courses: Course[], earliest: number, widthMs: number): Onset | null {
	const changes = courses.flatMap(changeOf).filter(({ at }) => at >= earliest);
	const near = (at: number, of: "at" | "until") =>
		changes.filter((change) => Math.abs((change[of] ?? Number.POSITIVE_INFINITY) - at) <= widthMs);
	const weightAt = (at: number, of: "at" | "until") => near(at, of).reduce((sum, { vote }) => sum + vote, 0);
	let most: { at: number; weight: number } | null = null;
	for (const { at } of changes) {
		const weight = weightAt(at, "at");
		if (!most || weight > most.weight || (weight === most.weight && at < most.at)) most = { at, weight };
	}
	if (!most) return null;
	const of = near(most.at, "at");
	const ends = of.flatMap(({ until, vote }) => (until === null ? [] : [{ until, vote }]));
	const over = ends.reduce((sum, { vote }) => sum + vote, 0) > most.weight / 2;
	return {
		at: weightedMedian(of.map(({ at, vote }) => ({ value: at, weight: vote }))),
		until: over ? weightedMedian(ends.map(({ until, vote }) => ({ value: until, weight: vote }))) : null,
		changed: of.length,
		looked: courses.length,
	};
}

interface Change {
	at: number;
	until: number | null;
	vote: number;
}

function changeOf({ times, values, weight }: Course): Change[] {
	const stretch = changedStretch(values);
	const at = stretch ? times[stretch.from] : undefined;
	if (!stretch || at === undefined) return [];
	const shift = shiftOf(values.slice(0, stretch.from), values.slice(stretch.from, stretch.to));
	return shift
		? [{ at, until: times[stretch.to] ?? null, vote: (weight * shift.strength * stretch.z ** 2) / values.length }]
		: [];
}

function weightedMedian(items: { value: number; weight: number }[]): number {
	const sorted = items.toSorted((a, b) => a.value - b.value);
	const half = sorted.reduce((sum, { weight }) => sum + weight, 0) / 2;
	let reached = 0;
	for (const { value, weight } of sorted) {
		reached += weight;
		if (reached >= half) return value;
	}
	return Number.NaN;
}
