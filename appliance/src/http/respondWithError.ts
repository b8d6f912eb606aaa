import type { Context } from "hono";
import type { ApplianceServices } from "./applianceServices.ts";
import type { HttpError, HttpStatus } from "./httpError.ts";
import { refusalOf } from "./refusalOf.ts";

/** The one place where an error becomes a response: of OpenAI's shape on OpenAI's paths, else a problem document. */
export function respondWithError({ log, metrics }: ApplianceServices, error: unknown, c: Context): Response {
	const hasLeft = c.req.raw.signal.aborted;
	const refusal = refusalOf(error);
	if (refusal.status === 500 && !hasLeft) log.error({ err: error, path: c.req.path }, "A request failed");
	metrics.refused(hasLeft ? "caller_left" : refusal.code);
	const isOpenai = OPENAI_PATHS.has(c.req.path);
	return new Response(JSON.stringify(isOpenai ? openaiError(refusal) : problem(refusal)), {
		status: refusal.status,
		headers: { ...refusal.headers, "content-type": isOpenai ? "application/json" : "application/problem+json" },
	});
}

const OPENAI_PATHS = new Set(["/v1/embeddings", "/v1/chat/completions"]);

/** https://platform.openai.com/docs/guides/error-codes */
function openaiError({ status, code, message }: HttpError) {
	return { error: { message, type: OPENAI_TYPES[status], param: null, code } };
}

const OPENAI_TYPES: Record<HttpStatus, string> = {
	400: "invalid_request_error",
	401: "authentication_error",
	404: "invalid_request_error",
	413: "invalid_request_error",
	415: "invalid_request_error",
	429: "rate_limit_error",
	500: "server_error",
	502: "server_error",
	503: "server_error",
	504: "server_error",
};

/** RFC 9457. */
function problem({ status, code, message }: HttpError) {
	return { type: "about:blank", title: TITLES[status], status, code, detail: message };
}

const TITLES: Record<HttpStatus, string> = {
	400: "Bad Request",
	401: "Unauthorized",
	404: "Not Found",
	413: "Content Too Large",
	415: "Unsupported Media Type",
	429: "Too Many Requests",
	500: "Internal Server Error",
	502: "Bad Gateway",
	503: "Service Unavailable",
	504: "Gateway Timeout",
};
