export interface GroupingOptions {
	/** Begins no new step once it is aborted. */
	signal?: AbortSignal;
}

/** Repeats a step, which says how much it did, until it does less than it might. */
export async function inSteps(step: () => Promise<number>, most: number, { signal }: GroupingOptions): Promise<void> {
	for (let done = most; done >= most && !signal?.aborted; ) done = await step();
}
