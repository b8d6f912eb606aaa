import { timeLimits } from "./limits.ts";
import { timestampOfDate } from "./otlp/timestamp.ts";

/** Telemetry that has a time of its own. */
export type Timed = keyof typeof timeLimits.keptDays;

/** How far a record's own time may be from the server's. Times are ISO 8601 in UTC with microseconds. */
export interface TimeBounds {
	now: string;
	/** Whether anything can have happened then: a clock that was never set, or another unit, says that it did. */
	isPlausible(timestamp: string): boolean;
	/** Why a record of that time cannot be taken, to be said of its "time", or null where it can. */
	faultOf(what: Timed, timestamp: string): string | null;
	/** What becomes of a record of that time soon, where it is older than its rows are kept; else null. */
	warningOf(what: Timed, timestamp: string): string | null;
}

/** The bounds for what comes at a time. */
export function timeBounds(receivedAt: Date): TimeBounds {
	const { aheadDays, earliest, keptDays } = timeLimits;
	const latest = daysFrom(receivedAt, aheadDays);
	const oldest = (what: Timed) => ({
		rows: daysFrom(receivedAt, -keptDays[what].rows),
		sums: daysFrom(receivedAt, -keptDays[what].sums),
	});
	const from: Record<Timed, { rows: string; sums: string }> = {
		logs: oldest("logs"),
		spans: oldest("spans"),
		points: oldest("points"),
	};
	return {
		now: timestampOfDate(receivedAt),
		isPlausible: (timestamp) => timestamp >= earliest && timestamp <= latest,
		faultOf: (what, timestamp) => {
			if (timestamp > latest) return `time ${timestamp} is more than ${aheadDays} day ahead of the server's clock`;
			if (timestamp >= from[what].sums) return null;
			return `time ${timestamp} is more than ${keptDays[what].sums} days ago, and nothing is kept for so long`;
		},
		warningOf: (what, timestamp) =>
			timestamp >= from[what].rows
				? null
				: `time ${timestamp} is more than ${keptDays[what].rows} days ago: its sums are kept, itself will be dropped soon`,
	};
}

function daysFrom(date: Date, days: number): string {
	return timestampOfDate(new Date(date.getTime() + days * 86_400_000));
}
