/**
 * Work beside requests in a process that lives on. Work of one name runs once at a time: what is asked for meanwhile is
 * done by one further run.
 */
export function backgroundTasks(onError: (name: string, error: unknown) => void): BackgroundTasks {
	const running = new Map<string, { again: (() => Promise<unknown>) | null; done: Promise<void> }>();

	async function run(name: string, work: () => Promise<unknown>): Promise<void> {
		let next: (() => Promise<unknown>) | null = work;
		while (next) {
			await next().catch((error) => onError(name, error));
			const state = running.get(name);
			next = state?.again ?? null;
			if (state) state.again = null;
		}
		running.delete(name);
	}

	return {
		defer: (name, work) => {
			const state = running.get(name);
			if (state) {
				state.again = work;
				return;
			}
			const entry = { again: null, done: Promise.resolve() };
			running.set(name, entry);
			// After the response: the request's own promise comes first.
			entry.done = new Promise<void>((resolve) => setImmediate(resolve)).then(() => run(name, work));
		},
		settled: async () => {
			while (running.size > 0) await Promise.all([...running.values()].map((entry) => entry.done));
		},
	};
}

export interface BackgroundTasks {
	defer: (name: string, work: () => Promise<unknown>) => void;
	/** Resolves when nothing runs any more. */
	settled: () => Promise<void>;
}
