import { constants } from "node:os";
import { setTimeout as delay } from "node:timers/promises";

/**
 * Ends this process cleanly at the first signal: stops serving, then lets go of what is held, each as far as it comes
 * in a second (an open stream or a long drain must not hold it up; what is not done is found undone by the next start).
 * A further signal ends it at once.
 */
export function stopOnSignals(stopServing: () => Promise<void>, letGo: () => Promise<void>): void {
	let stoppingSince: number | undefined;
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
		process.on(signal, () => {
			if (stoppingSince === undefined) {
				stoppingSince = performance.now();
				void stop(stopServing, letGo);
			} else if (performance.now() - stoppingSince > SAME_MS) {
				process.exit(128 + constants.signals[signal]);
			}
		});
	}
}

const GRACE_MS = 1_000;

/** A terminal's Ctrl+C comes twice through npm: from the terminal itself, and passed on. */
const SAME_MS = 200;

async function stop(stopServing: () => Promise<void>, letGo: () => Promise<void>): Promise<void> {
	try {
		await Promise.race([stopServing(), delay(GRACE_MS)]);
		await Promise.race([letGo(), delay(GRACE_MS)]);
		process.exit(0);
	} catch (error) {
		console.error(`vagus: Stopping failed: ${(error as Error).message}`);
		process.exit(1);
	}
}
