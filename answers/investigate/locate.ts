import { changedStretch } from "../../core/investigate/changedStretch.ts";
import { onsetOf } from "../../core/investigate/onsetOf.ts";
import { type Incident, type Period, periodOf } from "../../core/investigate/period.ts";
import type { Connection } from "../../schema/database.ts";
import { courses } from "./courses.ts";
import { firstHeard } from "./firstHeard.ts";
import { occurrences } from "./occurrences.ts";
import { type ReadSignals, readSignals } from "./readSignals.ts";

export interface LocateQuestion {
	/** What is asked about, in milliseconds since 1970. */
	from: number;
	to: number;
	/** When it began, where that is known. */
	given: number | null;
	services: string[];
	service: string | null;
	environment: string | null;
	/** A service that is left out. */
	except: string | null;
	contentIds: string[] | null;
}

/** When it began, by what, and what was read around it. */
export interface Located {
	period: Period;
	signals: ReadSignals;
	onset: {
		at: number;
		until: number | null;
		by: "given" | "the error's occurrences" | "changes" | "no sign";
		/** How exactly it is known, in milliseconds. */
		toleranceMs: number;
		changed: number;
		looked: number;
	};
	incident: Incident;
}

/**
 * Finds the onset in what is asked about and as long before, as far as anything was heard, and comes nearer until the
 * parts of the time are short enough to tell what was before and what after.
 */
export async function locate(db: Connection, question: LocateQuestion): Promise<Located> {
	const { from, to, given } = question;
	const start = given === null ? from - (to - from) : Math.min(from, given - (to - given));
	const heard = await firstHeard(db, question.services, { from: start, to }, question.environment);
	const first = Math.min(...heard.flatMap(({ spanMs, logMs, pointMs }) => [spanMs ?? to, logMs ?? to, pointMs ?? to]));
	let period = periodOf(Math.min(Math.max(start, first), given ?? from, to - 1000), to);
	for (;;) {
		const signals = await readSignals(db, heard, period, question.environment, question.except);
		const onset = await onsetIn(db, question, period, signals);
		if (period.partMs <= FINE_MS || onset.by === "given") {
			const end = Math.max(onset.until ?? period.to, onset.at + LEAST_PARTS * period.partMs);
			const incident = {
				before: { from: period.from, to: onset.at },
				during: { from: onset.at, to: Math.min(end, period.to) },
			};
			return { period, signals, onset, incident };
		}
		const reach = NEAR_PARTS * period.partMs;
		period = periodOf(Math.max(period.from, onset.at - reach), Math.min(period.to, onset.at + reach));
	}
}

/** Parts of a minute tell what was before and what after; finer ones hold too little. */
const FINE_MS = 60_000;
/** Parts on each side of an onset that are looked at anew. */
const NEAR_PARTS = 12;
const LEAST_PARTS = 3;

async function onsetIn(
	db: Connection,
	{ from, given, service, environment, contentIds }: LocateQuestion,
	period: Period,
	signals: ReadSignals,
): Promise<Located["onset"]> {
	const toleranceMs = period.partMs;
	if (given !== null) {
		return { at: given, until: null, by: "given", toleranceMs: 0, changed: 0, looked: 0 };
	}
	if (contentIds !== null) {
		const counts = await occurrences(db, contentIds, period, environment);
		const began = beginning(counts);
		if (began !== null) {
			const at = period.from + began.from * period.partMs;
			const until = began.to < counts.length ? period.from + began.to * period.partMs : null;
			return { at, until, by: "the error's occurrences", toleranceMs, changed: 1, looked: 1 };
		}
	}
	const earliest = Math.max(from - EARLY_PARTS * period.partMs, period.from + LEAST_BEFORE * (period.to - period.from));
	const found = onsetOf(courses(signals, service), earliest, 2 * period.partMs);
	if (found) return { ...found, by: "changes", toleranceMs };
	// With nothing before what is asked about, its first half is all that there is to compare with.
	const at = from - period.from >= NEAR_PARTS * period.partMs ? from : (period.from + period.to) / 2;
	return { at, until: null, by: "no sign", toleranceMs, changed: 0, looked: 0 };
}

/** What is asked about may have begun a little before. */
const EARLY_PARTS = 3;

/** The part of a period that there has to be before an onset, to tell what is usual. */
const LEAST_BEFORE = 0.2;

/** Where an error that is asked about became frequent, or was first seen; null where it was not seen. */
function beginning(counts: number[]): { from: number; to: number } | null {
	const stretch = changedStretch(counts);
	if (stretch && stretch.z > 0) return stretch;
	const first = counts.findIndex((count) => count > 0);
	return first > 0 ? { from: first, to: counts.length } : null;
}
