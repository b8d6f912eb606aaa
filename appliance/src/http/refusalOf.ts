import { EngineUnavailable } from "../engine/engine.ts";
import { QueueClosed, QueueFull } from "../queue/queueErrors.ts";
import { HttpError } from "./httpError.ts";
import { httpLimits } from "./httpLimits.ts";

/** What an error of the work behind a route is to its caller. */
export function refusalOf(error: unknown): HttpError {
	if (error instanceof HttpError) return error;
	if (error instanceof QueueFull) {
		const { retryAfter } = error;
		const detail = `More texts wait than can be computed soon. Send it again in ${retryAfter} s.`;
		return new HttpError(429, "queue_full", detail, { "retry-after": `${retryAfter}` });
	}
	if (error instanceof QueueClosed) return unavailable("stopping", "The appliance is stopping. Send it again.");
	if (error instanceof EngineUnavailable) {
		return unavailable("engine_unavailable", `${error.message} Send the texts again.`);
	}
	if (error instanceof DOMException && error.name === "TimeoutError") {
		const detail =
			"The answer was not ready in time. Send fewer or shorter texts, or try again when there is less to do.";
		return new HttpError(504, "too_late", detail);
	}
	return new HttpError(500, "internal", "An unexpected error happened in the appliance. It has been logged.");
}

/** What time alone mends. */
export function unavailable(code: string, detail: string): HttpError {
	return new HttpError(503, code, detail, { "retry-after": `${httpLimits.retryAfter}` });
}
