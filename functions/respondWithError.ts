import type { Context } from "hono";
import { ZodError } from "zod";
import { AnswerError } from "../answers/answerError.ts";
import { encodeStatus, type OtlpEncoding } from "../core/otlp/encodeResponse.ts";
import { isUnavailable } from "../schema/unavailable.ts";
import { HttpError, type HttpStatus } from "./httpError.ts";
import { logError } from "./selfTelemetry/logError.ts";
import type { AppTypes } from "./services.ts";

/** The one place where an error becomes a response: a problem document, or google.rpc.Status on OTLP's paths. */
export function respondWithError(error: unknown, c: Context<AppTypes>): Response {
	const refusal = refusalOf(error);
	if (refusal.status >= 500 && refusal.code !== "overloaded") logError(error, c);
	c.env.services.metrics.refusals.add(1, { reason: refusal.code });
	const otlp = OTLP_PATHS.has(c.req.path);
	const body = otlp ? encodeStatus(otlpEncoding(c), RPC_CODES[refusal.status], refusal.message) : problem(refusal);
	return new Response(body, {
		status: refusal.status,
		headers: { ...refusal.headers, "content-type": otlp ? otlpContentType(c) : "application/problem+json" },
	});
}

const OTLP_PATHS = new Set(["/v1/logs", "/v1/traces", "/v1/metrics"]);

function refusalOf(error: unknown): HttpError {
	if (error instanceof HttpError) return error;
	if (error instanceof ZodError) return invalid(error);
	if (error instanceof AnswerError) {
		return new HttpError(ANSWER_STATUS[error.code], error.code, error.message, {
			members: { suggestions: error.suggestions },
		});
	}
	if (isUnavailable(error)) {
		return new HttpError(
			503,
			"database_unavailable",
			"The database cannot be reached or is busy. Send it again: what was written already is not written twice.",
			{
				headers: { "retry-after": RETRY_AFTER_S },
				cause: error,
			},
		);
	}
	if (isUnstorableText(error)) {
		return new HttpError(400, "invalid_text", "A text holds a NUL character or is not UTF-8.", { cause: error });
	}
	return new HttpError(500, "internal", "An unexpected error happened in Vagus. It has been logged.", { cause: error });
}

/**
 * OpenTelemetry's SDKs give a batch ten seconds in all and drop it where the next try would come later: this gives it
 * five tries, over most of that time.
 */
const RETRY_AFTER_S = "2";

/** SQLSTATEs of texts that no PostgreSQL can hold: they come from outside, whatever way they took. */
function isUnstorableText(error: unknown): boolean {
	return error instanceof Error && "code" in error && (error.code === "22021" || error.code === "22P05");
}

const ANSWER_STATUS = { invalid_argument: 400, not_found: 404, ambiguous: 409 } as const satisfies Record<
	AnswerError["code"],
	HttpStatus
>;

function invalid(error: ZodError): HttpError {
	const issues = error.issues.slice(0, 20).map(({ path, message }) => ({ path: memberPath(path), message }));
	const [first] = issues;
	const detail = `${first?.path || "The body"} ${first?.message}`;
	return new HttpError(400, "invalid_argument", /[.?]$/.test(detail) ? detail : `${detail}.`, { members: { issues } });
}

/** The place of a member as JavaScript writes it: `tests[3].name`. */
export function memberPath(path: PropertyKey[]): string {
	return path.map(memberOf).join("").replace(/^\./, "");
}

function memberOf(key: PropertyKey): string {
	if (typeof key === "string" && /^[a-z_]\w*$/i.test(key)) return `.${key}`;
	return `[${JSON.stringify(typeof key === "number" ? key : String(key))}]`;
}

function problem(refusal: HttpError): string {
	return JSON.stringify({
		type: "about:blank",
		title: TITLES[refusal.status],
		status: refusal.status,
		code: refusal.code,
		detail: refusal.message,
		...refusal.members,
	});
}

const TITLES: Record<HttpStatus, string> = {
	400: "Bad Request",
	401: "Unauthorized",
	403: "Forbidden",
	404: "Not Found",
	405: "Method Not Allowed",
	408: "Request Timeout",
	409: "Conflict",
	413: "Content Too Large",
	415: "Unsupported Media Type",
	422: "Unprocessable Content",
	429: "Too Many Requests",
	500: "Internal Server Error",
	503: "Service Unavailable",
};

/** https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto */
const RPC_CODES: Record<HttpStatus, number> = {
	400: 3,
	401: 16,
	403: 7,
	404: 5,
	405: 12,
	408: 4,
	409: 6,
	413: 3,
	415: 3,
	422: 3,
	429: 8,
	500: 13,
	503: 14,
};

/** JSON where the request is in neither: a person reads it. */
function otlpEncoding(c: Context): OtlpEncoding {
	return c.req.header("content-type")?.includes("protobuf") ? "protobuf" : "json";
}

function otlpContentType(c: Context): string {
	return otlpEncoding(c) === "json" ? "application/json" : "application/x-protobuf";
}
