import { setTimeout as pause } from "node:timers/promises";

/**
 * Work beside requests in a process that lives on. Work of one name runs once at a time: what is asked for meanwhile is
 * done by one further run, `pauses` (milliseconds, by name) after the one before. `onError` must not throw.
 */
export function backgroundTasks(
	onError: (name: string, error: unknown) => void,
	pauses: Record<string, number> = {},
): BackgroundTasks {
	const running = new Map<string, { next: Work | null; done: Promise<void> }>();
	const stopping = new AbortController();

	async function run(name: string, task: { next: Work | null }): Promise<void> {
		// After the response: the request's own work comes first.
		await new Promise<void>((resolve) => setImmediate(resolve));
		while (task.next) {
			const work = task.next;
			task.next = null;
			try {
				await work(stopping.signal);
			} catch (error) {
				onError(name, error);
			}
			// Asked to stop, it does what is left at once.
			const { signal } = stopping;
			if (pauses[name]) await pause(pauses[name], undefined, { signal, ref: false }).catch(() => {});
		}
		running.delete(name);
	}

	const settled = async () => {
		while (running.size > 0) await Promise.all([...running.values()].map((task) => task.done));
	};

	return {
		defer: (name, work) => {
			const known = running.get(name);
			if (known) {
				known.next = work;
				return;
			}
			const task = { next: work, done: Promise.resolve() };
			running.set(name, task);
			task.done = run(name, task);
		},
		settled,
		stop: () => {
			stopping.abort();
			return settled();
		},
	};
}

/** Begins no new step once the signal is aborted. */
type Work = (signal: AbortSignal) => Promise<unknown>;

export interface BackgroundTasks {
	defer(name: string, work: Work): void;
	/** Resolves when nothing runs any more. */
	settled(): Promise<void>;
	/** Tells what runs to stop, and resolves when nothing runs any more. */
	stop(): Promise<void>;
}
