/**
 * Does work with a signal that is aborted when its caller leaves, or with a TimeoutError after so many milliseconds. Unlike
 * AbortSignal.timeout's, its timer does not outlive the work: there may be thousands in a second.
 */
export async function withDeadline<Result>(
	caller: AbortSignal,
	milliseconds: number,
	work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
	const deadline = new AbortController();
	const leave = () => deadline.abort(caller.reason);
	const expire = () => deadline.abort(new DOMException("The time is over.", "TimeoutError"));
	if (caller.aborted) leave();
	caller.addEventListener("abort", leave);
	const timer = setTimeout(expire, milliseconds);
	try {
		return await work(deadline.signal);
	} finally {
		clearTimeout(timer);
		caller.removeEventListener("abort", leave);
	}
}
