/** What comes first: the promise's outcome, or the signal, whose reason is thrown. */
export async function untilAborted<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
	const gone = Promise.withResolvers<never>();
	const abort = () => gone.reject(signal.reason);
	signal.addEventListener("abort", abort);
	try {
		return await Promise.race([promise, gone.promise]);
	} finally {
		signal.removeEventListener("abort", abort);
	}
}
