/** The kinds of telemetry that senders send. */
export const SIGNALS = ["logs", "traces", "metrics"] as const;

export type Signal = (typeof SIGNALS)[number];

/** What senders sent, and which of it was acknowledged. Each record has an id, which begins with its round's number. */
export interface Sent {
	sent(signal: Signal, ids: string[]): void;
	acknowledged(signal: Signal, ids: string[]): void;
	/** A status that is neither success nor a request to send again. */
	unexpected(what: string): void;
	/** Of one signal, all ids with whether they were acknowledged. */
	ids(signal: Signal): Map<string, boolean>;
	readonly surprises: string[];
	/** Resolves when so many further batches have been acknowledged. */
	more(batches: number): Promise<void>;
}

export function sentRecords(): Sent {
	const ids = new Map(SIGNALS.map((signal) => [signal, new Map<string, boolean>()]));
	const waiting = new Set<{ left: number; resolve: () => void }>();
	const surprises: string[] = [];
	const note = (signal: Signal, of: string[], acknowledged: boolean) => {
		for (const id of of) ids.get(signal)?.set(id, acknowledged);
	};
	return {
		sent: (signal, of) => note(signal, of, false),
		acknowledged: (signal, of) => {
			note(signal, of, true);
			for (const each of waiting) {
				each.left -= 1;
				if (each.left > 0) continue;
				waiting.delete(each);
				each.resolve();
			}
		},
		unexpected: (what) => surprises.push(what),
		ids: (signal) => ids.get(signal) ?? new Map(),
		surprises,
		more: (batches) => new Promise((resolve) => waiting.add({ left: batches, resolve })),
	};
}
