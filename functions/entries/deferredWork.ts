import type { Services } from "../services.ts";

/** Work that waits until its runtime has time for it; of one name, the newest alone. */
export interface DeferredWork {
	defer: Services["defer"];
	/**
	 * Does what waits now, in its order, and tells it to stop after so many milliseconds. What fails is logged and keeps
	 * nothing else from being done.
	 */
	run(milliseconds: number): Promise<void>;
}

export function deferredWork(): DeferredWork {
	const waiting = new Map<string, (signal: AbortSignal) => Promise<unknown>>();
	return {
		defer: (name, work) => waiting.set(name, work),
		run: async (milliseconds) => {
			const now = [...waiting];
			waiting.clear();
			const signal = AbortSignal.timeout(milliseconds);
			for (const [name, work] of now) {
				try {
					await work(signal);
				} catch (error) {
					console.error(`vagus: ${name}: ${error instanceof Error ? error.message : String(error)}`);
				}
			}
		},
	};
}
