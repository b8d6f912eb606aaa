/**
 * Decides when an appliance may be asked: a circuit breaker whose pauses grow. It holds numbers alone: on Workers a
 * promise or a timer belongs to one request, which may end without a word, while this belongs to all of them. Moments and
 * spans are milliseconds.
 */
export interface ApplianceHealth {
	/** Whether it answered when it was last asked; null where it has not been. */
	readonly answers: boolean | null;
	/** Why it did not. */
	readonly reason: string | null;
	/** How long it is not to be asked yet. */
	wait(now: number): number;
	/**
	 * Begins a try of at most `ms`; false where it is not to be asked now. After several failures it admits one try at a
	 * time, whose outcome is what all others wait for.
	 */
	admit(now: number, ms: number): boolean;
	succeeded(): void;
	/** `retryAfter` is what the appliance asked for; what no waiting mends has the longest pause at once. */
	failed(now: number, failure: Failure): void;
}

export interface Failure {
	reason: string;
	/** When the try began that failed. */
	begun: number;
	retryAfter?: number;
	lasting?: boolean;
}

/** After the first failure, doubling with each further one, at most; each shortened by up to a half at random. */
export const pauses = { first: 250, most: 30_000 };

/** What failed so often in a row is away: fewer may be by chance. */
export const AWAY_AFTER = 3;

/** An appliance that nobody knows anything of. `random` gives numbers from 0 to 1. */
export function applianceHealth(random: () => number = Math.random): ApplianceHealth {
	let failures = 0;
	let notBefore = 0;
	let failedAt = Number.NEGATIVE_INFINITY;
	const state: { answers: boolean | null; reason: string | null } = { answers: null, reason: null };
	return {
		get answers() {
			return state.answers;
		},
		get reason() {
			return state.reason;
		},
		wait: (now) => Math.max(0, notBefore - now),
		admit: (now, ms) => {
			if (now < notBefore) return false;
			// Whoever is admitted may never tell how it went: its time decides when the next one is.
			if (failures >= AWAY_AFTER) notBefore = now + ms;
			return true;
		},
		succeeded: () => {
			failures = 0;
			notBefore = 0;
			Object.assign(state, { answers: true, reason: null });
		},
		failed: (now, { reason, begun, retryAfter = 0, lasting = false }) => {
			Object.assign(state, { answers: false, reason });
			// Tries that were under way together fail together: that is one failure.
			if (begun >= failedAt) failures += 1;
			failedAt = now;
			if (lasting) failures = Math.max(failures, AWAY_AFTER);
			const pause = lasting ? pauses.most : Math.min(pauses.most, pauses.first * 2 ** (failures - 1));
			notBefore = now + Math.max(retryAfter, pause * (1 - random() / 2));
		},
	};
}
