/** A signal that is aborted when nothing was heard for `ms` milliseconds. */
export function silenceLimit(ms: number): { signal: AbortSignal; heard(): void; clear(): void } {
	const controller = new AbortController();
	const start = () => setTimeout(() => controller.abort(), ms);
	let timer = start();
	const clear = () => clearTimeout(timer);
	return {
		signal: controller.signal,
		heard: () => {
			clear();
			timer = start();
		},
		clear,
	};
}
