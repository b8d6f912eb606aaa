import type { Services } from "../services.ts";

/** Work that waits until its runtime has time for it; of one name, the newest alone. */
export interface DeferredWork {
	defer: Services["defer"];
	/**
	 * Does what waits now, each piece beside the others, and tells it to stop after so many milliseconds. What fails, or
	 * takes long, keeps nothing else from being done.
	 */
	run(milliseconds: number): Promise<void>;
}

/** `onError` is told what failed; it must not throw. */
export function deferredWork(onError: (name: string, error: unknown) => void): DeferredWork {
	const waiting = new Map<string, (signal: AbortSignal) => Promise<unknown>>();
	return {
		defer: (name, work) => waiting.set(name, work),
		run: async (milliseconds) => {
			const now = [...waiting];
			waiting.clear();
			const signal = AbortSignal.timeout(milliseconds);
			await Promise.all(
				now.map(async ([name, work]) => {
					try {
						await work(signal);
					} catch (error) {
						onError(name, error);
					}
				}),
			);
		},
	};
}
