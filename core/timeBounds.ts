import { timeLimits } from "./limits.ts";
import { timestampOfDate } from "./otlp/timestamp.ts";

/** How far a record's own time may be from the server's. Times are ISO 8601 in UTC with microseconds. */
export interface TimeBounds {
	now: string;
	/** Why nothing can have happened then, to be said of its "time": a clock that was never set, or another unit, says so. Null where it can. */
	faultOf(timestamp: string): string | null;
}

/** The bounds for what comes at a time. */
export function timeBounds(receivedAt: Date): TimeBounds {
	const { aheadDays, earliest } = timeLimits;
	const latest = timestampOfDate(new Date(receivedAt.getTime() + aheadDays * 86_400_000));
	return {
		now: timestampOfDate(receivedAt),
		faultOf: (timestamp) => {
			if (timestamp > latest) return `time ${timestamp} is more than ${aheadDays} day ahead of the server's clock`;
			return timestamp < earliest ? `time ${timestamp} is that of a clock that was never set` : null;
		},
	};
}
