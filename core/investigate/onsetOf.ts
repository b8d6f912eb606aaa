import { changedStretch } from "./changedStretch.ts";
import { shiftOf } from "./shiftOf.ts";

/** A course that may show when something began. */
export interface Course {
	times: number[];
	values: number[];
	/** How much it counts. */
	weight: number;
	/** Whether only its rises tell of harm, as those of latency and of errors. */
	risesAlone: boolean;
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
	const changes = courses.flatMap((course) => changeOf(course, earliest));
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

/**
 * The change of a course. Where it only fell and rose again, or what changed first did so too early, the change back is
 * the one that is meant: at its beginning there was something else.
 */
function changeOf({ times, values, weight, risesAlone }: Course, earliest: number): Change[] {
	const stretch = changedStretch(values);
	if (!stretch) return [];
	const { from, to, z } = stretch;
	const part = weight * (z ** 2 / values.length);
	const change = (start: number, before: number[], after: number[], end: number): Change[] => {
		const at = times[start];
		const shift = shiftOf(before, after);
		if (at === undefined || at < earliest || !shift || (risesAlone && shift.ratio < 0)) return [];
		return [{ at, until: times[end] ?? null, vote: shift.strength * part }];
	};
	const first = change(from, values.slice(0, from), values.slice(from, to), to);
	return first.length > 0 ? first : change(to, values.slice(from, to), values.slice(to), values.length);
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
