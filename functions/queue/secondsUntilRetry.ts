import { queueLimits } from "../limits.ts";

/** How long a message is to wait that could not be written, after it was handed over so often. */
export function secondsUntilRetry(attempts: number): number {
	const { first, most } = queueLimits.retry;
	return Math.min(most, first * 2 ** Math.max(0, attempts - 1));
}
