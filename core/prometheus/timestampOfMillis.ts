import { timestamp } from "../otlp/timestamp.ts";

/** ISO 8601 in UTC of milliseconds since 1970; null where the year is not from 1970 to 9999. */
export function timestampOfMillis(millis: bigint): string | null {
	return millis < 0n || millis > LAST ? null : timestamp(millis * 1_000_000n);
}

/** Says of a time that it cannot be stored. */
export const NO_TIME = "time is not in the years 1970 to 9999";

const LAST = BigInt(Date.UTC(9999, 11, 31, 23, 59, 59, 999));
