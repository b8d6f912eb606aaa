/** Ends the process by `stop` at the first SIGTERM or SIGINT, and at once at a later one. */
export function stopOnSignals(stop: () => Promise<void>): void {
	let since: number | undefined;
	for (const signal of ["SIGTERM", "SIGINT"] as const) {
		process.on(signal, () => {
			if (since !== undefined && performance.now() - since > SAME_MS) process.exit(1);
			if (since !== undefined) return;
			since = performance.now();
			stop().then(
				() => process.exit(0),
				() => process.exit(1),
			);
		});
	}
}

/** A terminal's Ctrl+C comes twice through npm: from the terminal itself, and passed on. */
const SAME_MS = 200;
