import { constants } from "node:os";
import { setTimeout as delay } from "node:timers/promises";

/**
 * Ends this process cleanly at the first signal, as far as `stop` comes in time: what it leaves undone is found undone
 * by the next start. A further signal ends it at once.
 */
export function stopOnSignals(stop: () => Promise<void>): void {
	let stoppingSince: number | undefined;
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
		process.on(signal, () => {
			if (stoppingSince === undefined) {
				stoppingSince = performance.now();
				void end(stop);
			} else if (performance.now() - stoppingSince > SAME_MS) {
				process.exit(128 + constants.signals[signal]);
			}
		});
	}
}

/** A person who pressed Ctrl+C waits. */
const PATIENCE_MS = 3_000;

/** A terminal's Ctrl+C comes twice through npm: from the terminal itself, and passed on. */
const SAME_MS = 200;

async function end(stop: () => Promise<void>): Promise<void> {
	try {
		await Promise.race([stop(), delay(PATIENCE_MS)]);
		process.exit(0);
	} catch (error) {
		console.error(`vagus: Stopping failed: ${(error as Error).message}`);
		process.exit(1);
	}
}
