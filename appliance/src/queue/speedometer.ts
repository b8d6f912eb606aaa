import { queueLimits } from "./queueLimits.ts";

/** The engine's speed over its last batches, in tokens a second. Moments are milliseconds. */
export function speedometer() {
	let speed: number = queueLimits.firstSpeed;
	let measured = false;
	let lastEnd = Number.NEGATIVE_INFINITY;
	return {
		/** A batch that was handed over at `start` is through. */
		measure(tokens: number, start: number, end: number): void {
			// Handed over early, it waited for the batch before it.
			const seconds = Math.max(end - Math.max(start, lastEnd), 0.001) / 1000;
			speed += (tokens / seconds - speed) * (measured ? WEIGHT_OF_LAST : 1);
			measured = true;
			lastEnd = end;
		},
		tokensPerSecond: (): number => speed,
	};
}

/** Some ten batches decide. */
const WEIGHT_OF_LAST = 0.2;

export type Speedometer = ReturnType<typeof speedometer>;
